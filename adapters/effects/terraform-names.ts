import type { Json } from "../../kernel/json.ts"
import { type Table, isList } from "./terraform-lists.ts"

/** Attributes that stand under another name than what they are, and what each is for the other lists. */

/** Elastic Beanstalk's, each a block with a name and a value. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ["IamInstanceProfile", "iam_instance_profile"],
  ["ServiceRole", "service_role"],
  ["EC2KeyName", "key_name"],
  ["SecurityGroups", "security_groups"],
  ["ManagedSecurityGroup", "security_groups"],
  ["SSHSourceRestriction", "ingress"],
  ["AssociatePublicIpAddress", "associate_public_ip_address"],
  ["ELBScheme", "ELBScheme"],
])

/** Whether a block of this name gives attributes by name and value. */
export const holdsSettings = (type: string, block: string): boolean =>
  type.startsWith("aws_elastic_beanstalk_") && block === "setting"

/** The attributes of a table that stands in a block, under the names that say what they are. */
export const attributesIn = (type: string, block: string, table: Table): readonly (readonly [string, Json])[] => [
  ...Object.entries(table).map(([name, value]) => [nameOf(type, name, value), value] as const),
  ...(holdsSettings(type, block) ? settingOf(table) : []),
]

/** A value that isn't known yet is left out of its table: that there is one is told all the same. */
const settingOf = ({ name, value = null }: Table): readonly (readonly [string, Json])[] => {
  const attribute = typeof name === "string" ? SETTINGS.get(name) : undefined
  return attribute === undefined ? [] : [[attribute, value ?? "(known after apply)"]]
}

/** Google's tags are no remarks: in a list they are what firewall rules aim at, in a table what conditions and policies ask for. */
const nameOf = (type: string, name: string, value: Json): string => {
  if (name !== "tags" || !type.startsWith("google_")) return name
  return isList(value) ? "network_tags" : "resource_manager_tags"
}
