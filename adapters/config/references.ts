/** What one part of the file says about another: names that must exist, people that must suffice. */
import { ADMIN, AUDITOR, TenantId, gateOf } from "../../kernel/actors.ts"
import { domainNames, domains } from "../domains.ts"
import {
  type Finding,
  type Found,
  type Known,
  anything,
  itemsOf,
  repeated,
  under,
  withId,
  withName,
} from "./finding.ts"
import { knownIn } from "./known.ts"
import { isNotThere } from "./nearest.ts"
import { ActorEntry } from "./tenant.ts"

const idOf = ({ id }: { id: string }) => id

/** In its own name and role the gate says what it does. */
const GATE = gateOf(TenantId.parse("any"))

const actorFindings = (
  { path, value: actor }: Found<ActorEntry>,
  { actorIds, kinds, needsSessions }: Known,
): Finding[] => {
  const findings: Finding[] = []
  if (actor.id === GATE.id) {
    findings.push({ path: [...path, "id"], message: `"${GATE.id}" is the gate itself: give this actor another id` })
  }
  for (const [index, role] of actor.roles.entries()) {
    if (GATE.roles.includes(role))
      findings.push({
        path: [...path, "roles", index],
        message: `the role "${role}" is the gate's own, which it is taken at its word by: give another one`,
      })
  }
  if (actor.kind === "agent" && actor.roles.includes(ADMIN)) {
    findings.push({
      path: [...path, "roles", actor.roles.indexOf(ADMIN)],
      message: "an agent can't administer a tenant: give the role admin to a person",
    })
  }
  if (actor.roles.includes(ADMIN) && actor.roles.includes(AUDITOR)) {
    findings.push({
      path: [...path, "roles", actor.roles.indexOf(AUDITOR)],
      message: "who administers a tenant does not audit it: give the role auditor to somebody else",
    })
  }
  if (actor.kind !== "human" && actor.keys.length > 0) {
    findings.push({
      path: [...path, "keys"],
      message: "only people sign approvals: remove the keys, or declare a human",
    })
  }
  if (actor.kind !== "agent" && actor.proofKey !== undefined) {
    findings.push({
      path: [...path, "proofKey"],
      message: "only agents hold credentials, which a proof key is for: remove it, or declare an agent",
    })
  }
  for (const [index, { for: person }] of actor.apiKeys.entries()) {
    const at = [...path, "apiKeys", index]
    if (person === undefined) {
      if (actor.kind === "agent" && !needsSessions)
        findings.push({ path: at, message: "an agent acts for a person: name them with `for`" })
    } else if (actor.kind === "agent" && needsSessions) {
      findings.push({
        path: [...at, "for"],
        message: "agents act for whoever opens a session for them, where sessions are required: remove `for`",
      })
    } else if (actor.kind === "human") {
      findings.push({ path: [...at, "for"], message: "a person calls in person: remove `for`" })
    } else if (!actorIds.has(person)) {
      findings.push({
        path: [...at, "for"],
        message: isNotThere("actor", person, actorIds),
      })
    } else if (kinds.has(person) && kinds.get(person) !== "human") {
      findings.push({
        path: [...at, "for"],
        message: `"${person}" is no human: name the person for whom this key acts`,
      })
    }
  }
  return findings
}

const tenantFindings = (tenant: Found<unknown>): Finding[] => {
  const known = knownIn(tenant)
  return [
    ...repeated(itemsOf(withId, tenant, "actors"), idOf).map((again) => ({
      path: under(again, "id"),
      message: `an actor "${again.value.id}" is declared above: one id is one actor`,
    })),
    ...known.actors.flatMap((actor) => actorFindings(actor, known)),
    ...repeated(itemsOf(withName, tenant, "tools"), ({ name }) => name).map((again) => ({
      path: under(again, "name"),
      message: `a tool "${again.value.name}" is declared above: declare it once`,
    })),
    ...domainNames.flatMap((domain) => domains[domain].config.findings(tenant, known)),
  ]
}

/** Every reference of the file that leads nowhere, and everything that is there twice. */
export const referenceFindings = (file: unknown): readonly Finding[] => {
  const tenants = itemsOf(anything, { path: [], value: file }, "tenants")
  const actors = tenants.flatMap((tenant) => itemsOf(ActorEntry, tenant, "actors"))
  const sshKeys = actors.flatMap(({ path, value }) =>
    value.keys.map((key, index) => ({ path: [...path, "keys", index], value: key })),
  )
  const proofKeys = actors.flatMap(({ path, value: { proofKey } }) =>
    proofKey === undefined ? [] : [{ path: [...path, "proofKey"], value: proofKey }],
  )
  const apiKeys = actors.flatMap(({ path, value }) =>
    value.apiKeys.map((key, index) => ({ path: [...path, "apiKeys", index], value: key })),
  )
  return [
    ...tenants.flatMap(tenantFindings),
    ...repeated(itemsOf(withName, { path: [], value: file }, "notify"), ({ name }) => name).map((again) => ({
      path: under(again, "name"),
      message: `a receiver "${again.value.name}" is declared above: its place in the log is kept by its name`,
    })),
    ...repeated(itemsOf(withId, { path: [], value: file }, "tenants"), idOf).map((again) => ({
      path: under(again, "id"),
      message: `a tenant "${again.value.id}" is declared above: one id is one tenant`,
    })),
    ...repeated(sshKeys, ({ fingerprint }) => fingerprint).map(({ path, value }) => ({
      path,
      message: `the key ${value.fingerprint} belongs to somebody above: a signature must say who signed, so give everybody a key of their own`,
    })),
    ...repeated(proofKeys, (thumbprint) => thumbprint).map(({ path }) => ({
      path,
      message:
        "this proof key belongs to an agent above: a proof must say who proves, so give every agent a key of its own",
    })),
    ...repeated(apiKeys, idOf).map((again) => ({
      path: under(again, "id"),
      message: `an API key "${again.value.id}" is declared above: give every key an id of its own, over all tenants`,
    })),
  ]
}
