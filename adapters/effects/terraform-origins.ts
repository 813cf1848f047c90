import { RESTRICTIONS } from "./terraform-openings.ts"

/** From where something may be reached, and what it leads to. Data only; names are the providers' own. */

/** Attributes that hold from where something may be reached. */
export const ORIGINS: readonly string[] = [
  "cidr_block",
  "cidr_blocks",
  "ipv6_cidr_block",
  "ipv6_cidr_blocks",
  "cidr_ipv4",
  "cidr_ipv6",
  "source_ranges",
  "public_access_cidrs",
  "authorized_networks",
  "ip_rules",
  "cidr",
  "ingress",
  "security_rule",
  "route",
  "start_ip_address",
  "end_ip_address",
  "start_ip",
  "end_ip",
  ...RESTRICTIONS,
]

/** Attributes that put a resource behind rules that stand elsewhere: the network changes with them, and the rules say how. */
export const ATTACHMENTS: readonly string[] = [
  "vpc_security_group_ids",
  "security_groups",
  "security_group_ids",
  "public_ip_address_id",
  "public_ip_address_ids",
  "public_ip_prefix_id",
  "remote_access",
  "network_tags",
]

/** Attributes that hold where something leads to, or what may be reached from inside. */
export const DESTINATIONS: readonly string[] = [
  "egress",
  "destination_cidr_block",
  "destination_ipv6_cidr_block",
  "destination_ranges",
  "destination_address_prefix",
  "destination_address_prefixes",
  "destination_addresses",
  "dest_range",
]

/** What takes the place of a list of who may come in. */
export const SUBSTITUTES: Readonly<Record<string, readonly string[]>> = {
  source_ranges: ["source_tags", "source_service_accounts"],
}

/** Lists of ranges that say nothing by themselves: what is done with them stands where they are named, to let in or to keep out. */
export const RANGES_ALONE: readonly string[] = ["aws_wafv2_ip_set", "aws_waf_ipset", "aws_wafregional_ipset"]

export const OUTBOUND_TYPES: readonly string[] = ["aws_vpc_security_group_egress_rule"]

/** An object that says one of these is about what leaves, or about what is kept out. */
export const NOT_INBOUND: Readonly<Record<string, readonly (string | boolean)[]>> = {
  direction: ["egress", "outbound"],
  egress: [true],
  type: ["egress"],
  access: ["deny"],
  rule_action: ["deny"],
  action: ["deny"],
}
/** An action that keeps out, whatever it answers with. */
export const DENYING = /^deny/i
