import type { Change, Effects, Resource } from "../../kernel/effects.ts"
import type { Plan } from "../../kernel/plan.ts"
import { exact, paint, plain } from "./terminal.ts"

type Style = Parameters<typeof paint>[0]

/** How each change is rendered, the worst first: what is lost is red. */
const changes: readonly (readonly [Change, string, Style])[] = [
  ["destroy", "- destroy", "red"],
  ["replace", "± replace", "red"],
  ["update", "~ update ", "yellow"],
  ["create", "+ create ", "green"],
  ["forget", "# forget ", "yellow"],
  ["move", "> move   ", "cyan"],
  ["import", "< import ", "cyan"],
  ["output", "~ output ", "cyan"],
  ["read", "= read   ", "dim"],
]

/** What a resource touches beside itself. What everybody could reach or use from then on is loud. */
const exposures = (resource: Resource): readonly string[] => [
  ...(resource.imports === undefined ? [] : [paint("yellow", `imports ${exact(resource.imports)}`)]),
  ...(resource.movedFrom === undefined ? [] : [paint("yellow", `was ${exact(resource.movedFrom)}`)]),
  ...(resource.iam === "granted-to-world" ? [loud("GRANTS ACCESS TO EVERYBODY")] : []),
  ...(resource.iam === "changed" ? [paint("yellow", "changes access")] : []),
  ...(resource.network === "opened-to-world" ? [loud("OPENS TO THE WORLD")] : []),
  ...(resource.network === "changed" ? [paint("yellow", "changes the network")] : []),
]

/** What changes of a resource, in names alone: what protects and falls is red and stands first. */
const changing = ({ attributes = [], lowered = [] }: Resource): readonly string[] => [
  ...(lowered.length === 0 ? [] : [paint("red", `      LOWERS ${lowered.map(exact).join(", ")}`)]),
  ...(attributes.length === 0 ? [] : [paint("dim", `      ${attributes.map(exact).join(", ")}`)]),
]

const loud = (text: string): string => paint(["bold", "red"], text)

/** What a call would do, a line for each resource, the worst first; the totals stand before and after, however long it is. */
export const renderEffects = (effects: Effects): readonly string[] => {
  const lines = changes.flatMap(([change, label, style]) =>
    effects.resources
      .filter((resource) => resource.change === change)
      .flatMap((resource) => [
        ["", paint(style, `${label} ${exact(resource.address)}`), ...exposures(resource)].join("  "),
        ...changing(resource),
      ]),
  )
  const { create, update, replace, destroy, read, noop } = effects.counts
  const counted = `  ${destroy} destroyed, ${replace} replaced, ${update} updated, ${create} created, ${read} read, ${noop} unchanged`
  const totals = destroy + replace > 0 ? paint("red", counted) : counted
  const unresolved = effects.unresolved.map((why) => `  ${paint("red", `? not known: ${plain(why)}`)}`)
  return [totals, ...lines, ...unresolved, totals]
}

/** A plan as a person reads it before deciding. */
export const renderPlan = (plan: Plan): readonly string[] => {
  const by = plan.agent === null ? plan.initiator.id : `${plan.agent.id}, for ${plan.initiator.id}`
  return [
    `tool      ${plan.tool}`,
    `asked by  ${by} (tenant ${plan.tenant})`,
    `bytes     sha256:${plan.payload}`,
    ...(plan.artifact === null ? [] : [`artifact  sha256:${plan.artifact}`]),
    ...(plan.effects === null
      ? [paint("yellow", "  nothing reads what this call would do: judge it by its tool")]
      : renderEffects(plan.effects)),
  ]
}

/** The last moment that a calendar has (ECMA-262, §21.4.1.1): a service may name a later one. */
const LAST_DATE = 8_640_000_000_000_000

/** A moment as people compare it: ISO 8601, in UTC. What no calendar has is told as such. */
export const when = (at: number): string => (at > LAST_DATE ? "beyond every date" : new Date(at).toISOString())
