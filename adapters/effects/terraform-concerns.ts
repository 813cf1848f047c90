import { ACCESS_INFIXES, ACCESS_PREFIXES } from "./terraform-types-access.ts"
import { GUARD_PREFIXES } from "./terraform-types-guards.ts"
import { NETWORK_INFIXES, NETWORK_PREFIXES } from "./terraform-types-network.ts"

/** Which resource types are about access or reachability: what changes with them is that, whatever their attributes. */

export type Concern = "iam" | "network"

/** Types are of a concern when they start with one of these… */
const PREFIXES: Readonly<Record<Concern, readonly string[]>> = {
  iam: [...ACCESS_PREFIXES, ...GUARD_PREFIXES],
  network: NETWORK_PREFIXES,
}

/** …or hold one of these. */
const INFIXES: Readonly<Record<Concern, readonly string[]>> = { iam: ACCESS_INFIXES, network: NETWORK_INFIXES }

/** Whether a type is about access or reachability. */
export const isOf = (concern: Concern, type: string): boolean =>
  PREFIXES[concern].some((prefix) => type.startsWith(prefix)) || INFIXES[concern].some((infix) => type.includes(infix))
