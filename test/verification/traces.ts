import { approvals } from "../../verification/domains/approvals/index.ts"
import { breakGlass } from "../../verification/domains/break-glass/index.ts"
import type { Machines } from "../../verification/explore/walker.ts"
import type { Step } from "../../verification/tlc/output.ts"
import { instance } from "./domains/approvals/instance.ts"
import { instance as emergency } from "./domains/break-glass/instance.ts"

/** A trace as TLC writes it, with `mut`, of a run of the kernel broken at `site`. */
export const traceOf = (
  site: string,
  labels: readonly string[],
  { walker }: Machines = approvals.open(instance()).machines,
): readonly Step[] => {
  const machine = walker(site)
  const keys = [machine.initial[0] ?? ""]
  for (const label of labels) {
    const answer = machine.answer(keys.at(-1) ?? "", label)
    if (answer.kind !== "goes") throw new Error(`${label} is refused`)
    keys.push(answer.to)
  }
  const mut = { set: [site.split("@")] }
  return keys.map((key, index) => ({
    step: index + 1,
    action: labels[index - 1] ?? null,
    state: { ...machine.value(key), mut },
  }))
}

/** One holder may ask for two grants, each of which waits for a tick; nobody sweeps. */
export const sweeperless = () => {
  const { constants, ...rest } = emergency()
  return breakGlass.open({
    ...rest,
    constants: { ...constants, Settings: { ...constants.Settings, requestTime: 1 } },
    alphabet: [
      { action: "Tick", params: [] },
      { action: "Request", params: [["g1"], ["good"], ["m0"]] },
      { action: "Request", params: [["g2"], ["good"], ["m2"]] },
    ],
  })
}
