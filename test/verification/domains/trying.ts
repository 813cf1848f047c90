import { expect } from "vitest"
import type { Slice } from "../../../verification/domains/binding.ts"
import { INTACT } from "../../../verification/explore/graph.ts"
import type { Walker } from "../../../verification/explore/walker.ts"

/** A label as an alphabet has it: `Enrol__alice__dora__all`, or `Tick__`. */
export const entryOf = (label: string) => {
  const [action = "", ...params] = label.split("__").filter((part) => part !== "")
  return { action, params: params.map((param) => [param]) }
}

/** Goes where these labels lead, each of which the machine takes. */
export const walkedTo = (labels: readonly string[], walker: Walker) =>
  labels.reduce((key, label) => {
    const answer = walker.answer(key, label)
    expect([label, answer.kind]).toEqual([label, "goes"])
    return answer.kind === "goes" ? answer.to : ""
  }, walker.initial[0] ?? "")

/** How a small world of a domain is tried, label by label. */
export const tryingOn = <P extends string>(
  binding: { readonly open: (json: unknown) => Slice<P> },
  instance: () => { readonly constants: object; readonly bound: object },
) => {
  const open = (changes: object = {}) => binding.open({ ...instance(), ...changes })
  const withConstants = (changes: object, others: object = {}) =>
    open({ ...others, constants: { ...instance().constants, ...changes } })

  /** A world in which just these can be done. */
  const trying = (labels: readonly string[], constants: object = {}, bound: object = {}) =>
    withConstants(constants, { bound: { ...instance().bound, ...bound }, alphabet: labels.map(entryOf) })

  /** The state after these labels, each of which the machine takes. */
  const after = (labels: readonly string[], machine = INTACT, opened = trying(labels)) => {
    const walker = opened.machines.walker(machine)
    return walker.value(walkedTo(labels, walker))
  }

  /** What the intact machine says to the last of these labels. */
  const answered = (labels: readonly string[], constants: object = {}) => {
    const walker = trying(labels, constants).machines.walker(INTACT)
    return walker.answer(walkedTo(labels.slice(0, -1), walker), labels.at(-1) ?? "")
  }

  return { open, withConstants, trying, after, answered }
}
