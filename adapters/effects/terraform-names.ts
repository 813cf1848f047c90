import type { Json } from "../../kernel/json.ts"
import { ALIASES, ENVIRONMENT } from "./terraform-aliases.ts"
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
  ...Object.entries(table).map(([name, value]) => [nameOf(type, block, name, value, table), value] as const),
  ...(holdsSettings(type, block) ? settingOf(table) : []),
  ...variableOf(table),
]

/** A variable that is given by a name and a value. */
const variableOf = ({ name, value }: Table): readonly (readonly [string, Json])[] =>
  typeof name === "string" && value !== undefined && saysCode(name, value) ? [[name, value]] : []

/** A value that isn't known yet is left out of its table: that there is one is told all the same. */
const settingOf = ({ name, value = null }: Table): readonly (readonly [string, Json])[] => {
  const attribute = typeof name === "string" ? SETTINGS.get(name) : undefined
  return attribute === undefined ? [] : [[attribute, value ?? "(known after apply)"]]
}

const nameOf = (type: string, block: string, name: string, value: Json, table: Table): string => {
  if (ENVIRONMENT.has(name)) return saysCode(name, value) ? name : "(variable)"
  if (name === "tags" && type.startsWith("google_")) return isList(value) ? "network_tags" : "resource_manager_tags"
  const { arn = null } = table
  const alias = ALIASES.find(
    ({ of, name: pattern, block: within, value: says, arn: target }) =>
      pattern.test(name) &&
      of.test(type) &&
      within?.test(block) !== false &&
      (says === undefined || (typeof value === "string" && says.test(value))) &&
      (target === undefined || (typeof arn === "string" && target.test(arn))),
  )
  return alias?.as ?? name
}

const saysCode = (name: string, value: Json): boolean =>
  typeof value === "string" && ENVIRONMENT.get(name)?.test(value) === true
