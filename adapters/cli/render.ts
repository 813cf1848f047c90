import type { Change, Effects, Resource } from "../../kernel/gate/effects.ts"
import type { Plan } from "../../kernel/gate/plan.ts"
import type { ApprovalRequest } from "../http/schemas.ts"
import { seatName } from "./seats.ts"
import { paint, plain } from "./terminal.ts"

type Style = Parameters<typeof paint>[0]

/** How each change is shown, the worst first: what is lost is red. */
const shown: readonly (readonly [Change, string, Style])[] = [
  ["destroy", "- destroy", "red"],
  ["replace", "± replace", "red"],
  ["update", "~ update ", "yellow"],
  ["create", "+ create ", "green"],
  ["forget", "# forget ", "yellow"],
  ["move", "> move   ", "cyan"],
  ["import", "< import ", "cyan"],
  ["read", "= read   ", "dim"],
]

/** What a resource touches beside itself. What everybody could reach or use from then on is loud. */
const exposures = (resource: Resource): readonly string[] => [
  ...(resource.iam === "granted-to-world" ? [loud("GRANTS ACCESS TO EVERYBODY")] : []),
  ...(resource.iam === "changed" ? [paint("yellow", "changes access")] : []),
  ...(resource.network === "opened-to-world" ? [loud("OPENS TO THE WORLD")] : []),
  ...(resource.network === "changed" ? [paint("yellow", "changes the network")] : []),
]

const loud = (text: string): string => paint(["bold", "red"], text)

/** What a call would do, a line for each resource, the worst first. */
export const renderEffects = (effects: Effects): string => {
  const lines = shown.flatMap(([change, label, style]) =>
    effects.resources
      .filter((resource) => resource.change === change)
      .map((resource) => ["", paint(style, `${label} ${plain(resource.address)}`), ...exposures(resource)].join("  ")),
  )
  const { create, update, replace, destroy, read, noop } = effects.counts
  const counted = `${destroy} destroyed, ${replace} replaced, ${update} updated, ${create} created, ${read} read, ${noop} unchanged`
  const unresolved = effects.unresolved.map((why) => `  ${paint("red", `? not known: ${plain(why)}`)}`)
  return [...lines, ...unresolved, `  ${counted}`].join("\n")
}

/** A plan as a person reads it before deciding. */
export const renderPlan = (plan: Plan): string => {
  const by = plan.agent === null ? plan.initiator.id : `${plan.agent.id}, for ${plan.initiator.id}`
  return [
    `tool      ${plan.tool}`,
    `asked by  ${by} (tenant ${plan.tenant})`,
    `bytes     sha256:${plan.payload}`,
    ...(plan.artifact === null ? [] : [`artifact  sha256:${plan.artifact}`]),
    plan.effects === null
      ? paint("yellow", "  nothing reads what this call would do: judge it by its tool")
      : renderEffects(plan.effects),
  ].join("\n")
}

/** A moment as people compare it: ISO 8601, in UTC. */
export const when = (at: number): string => new Date(at).toISOString()

/** A request in a line, for lists. */
export const renderLine = ({
  id,
  status,
  requester: { actor, person },
  submittedAt,
  expiresAt,
}: ApprovalRequest): string => {
  const asked = actor.id === person.id ? actor.id : `${actor.id} for ${person.id}`
  return `${id}  ${paint("bold", status.padEnd(10))}  by ${asked}, ${when(submittedAt)} to ${when(expiresAt)}`
}

/** Where a request stands: who is asked, who has decided, until when. */
export const renderRequest = (request: ApprovalRequest): string => {
  const { id, status, used, uses, expiresAt, stages, delegations } = request
  return [
    `${id}  ${paint("bold", status)}  used ${used.length} of ${uses}, expires ${when(expiresAt)}`,
    ...stages.flatMap((_, index) => renderStage(request, index)),
    ...delegations.map(({ seat, by, to }) => `  ${by.id} lent the seat ${seatName(seat)} to ${to.id}`),
  ].join("\n")
}

const renderStage = ({ stages, opened, decisions }: ApprovalRequest, index: number): readonly string[] => {
  const stage = stages[index]
  if (stage === undefined) return []
  const since = opened[index] ?? null
  const decided = (group: string): string =>
    decisions
      .filter(({ seat }) => seat.stage === index && seat.group === group)
      .map(({ verdict, by, seat }) => {
        const whose = by.id === seat.member.id ? "" : ` for ${seat.member.id}`
        return `${verdict === "approve" ? "approved" : "rejected"} by ${by.id}${whose}`
      })
      .join("; ")
  return [
    `  stage ${index + 1}, ${stage.mode}, ${since === null ? "not open yet" : `open until ${when(since + stage.slaMs)}`}`,
    ...stage.groups.map(({ name, seats, quorum }) => {
      const asked = `    ${name}: ${quorum} of ${seats.map((seat) => seat.id).join(", ")}`
      return decided(name) === "" ? asked : `${asked}; ${decided(name)}`
    }),
  ]
}
