import { ActorId, type Actor } from "../../../kernel/actors.ts"
import { BudgetId, type Caps, ReservationId } from "../../../kernel/budgets/budgets.ts"
import { capsInForce } from "../../../kernel/budgets/caps.ts"
import { Instant, later } from "../../../kernel/time.ts"
import { AmountText } from "../../config/budgets/section.ts"
import { DurationText } from "../../config/duration.ts"
import type { Budget } from "../../http/budgets/schemas.ts"
import { type BudgetChange, budgetChangeOf } from "../../library/budgets/budgets.ts"
import { argument } from "../argument.ts"
import { type ServerOptions, connect } from "../connection.ts"
import { sayDone } from "../done.ts"
import { CommandError, EXIT } from "../exit.ts"
import type { Wanted } from "../resource.ts"
import { when } from "../render.ts"
import { signed } from "../signed.ts"
import { renderStatement } from "../statement.ts"
import { confirm, say, sayJson, tellBefore } from "../terminal.ts"
import { type CapOptions, changedCaps, namesCaps } from "./caps.ts"
import { budgetsAt } from "./client.ts"
import { type Proposal, readProposal, writeProposal } from "./proposal.ts"
import { renderBudget, renderBudgetLine, renderReservationLine } from "./render.ts"

const now = (): Instant => Instant.parse(Date.now())

const agentId = (written: string): BudgetId => argument(BudgetId, written, "name an agent of your tenant")

/** `interlock budget open`. */
export const open = async (agent: string, options: ServerOptions & { readonly owner: string }): Promise<void> => {
  const body = { agent: agentId(agent), owner: argument(ActorId, options.owner, "name a person of your tenant") }
  sayDone(await budgetsAt(connect(options)).open(body), options)
}

/** `interlock budget show`: one budget, or all of the tenant's. */
export const show = async (agent: string | undefined, options: ServerOptions & Wanted): Promise<void> => {
  const server = budgetsAt(connect(options))
  if (agent === undefined) {
    const budgets = await server.list(options)
    if (options.json === true) sayJson({ budgets })
    else if (budgets.length === 0) say("no budgets")
    else for (const budget of budgets) say(renderBudgetLine(budget, now()))
    return
  }
  const { budget } = await server.show(agent)
  if (options.json === true) sayJson({ budget })
  else say(renderBudget(budget, now()))
}

/** `interlock budget reservations`: what calls were charged with. */
export const reservations = async (options: ServerOptions & Wanted): Promise<void> => {
  const found = await budgetsAt(connect(options)).reservations(options)
  if (options.json === true) sayJson({ reservations: found })
  else if (found.length === 0) say("no reservations")
  else for (const reservation of found) say(renderReservationLine(reservation))
}

/** `interlock budget report`: what a call really cost and touched. */
export const report = async (
  id: string,
  options: ServerOptions & { readonly spend: string; readonly affected: string },
): Promise<void> => {
  const reservation = argument(ReservationId, id, "name a reservation, such as reservation_0123456789abcdef01234567")
  const amountOf = (written: string) => argument(AmountText, written, "write a whole number from 0")
  const amounts = { spend: amountOf(options.spend), affected: amountOf(options.affected) }
  sayDone(await budgetsAt(connect(options)).report(reservation, amounts), options)
}

/** `interlock budget narrow`. */
export const narrow = async (agent: string, options: ServerOptions & CapOptions): Promise<void> => {
  const server = budgetsAt(connect(options))
  const { budget } = await server.show(agentId(agent))
  const caps = changedCaps(capsInForce(budget, now()), options)
  sayDone(await server.narrow(budget.id, { caps }), options)
}

interface SignOptions extends ServerOptions {
  readonly identity?: string
  readonly yes?: boolean
  /** The file that a proposal is written to. */
  readonly propose?: string
  /** The file with somebody else's proposal. */
  readonly proposal?: string
}

/** One of the two, and not both. */
const fileOf = ({ propose, proposal }: SignOptions): { readonly propose: string } | { readonly proposal: string } => {
  if (propose !== undefined && proposal === undefined) return { propose }
  if (proposal !== undefined && propose === undefined) return { proposal }
  throw new CommandError(
    EXIT.usage,
    "two people sign: the first writes what they have signed with --propose FILE, the second carries it out with --proposal FILE",
  )
}

interface Signing {
  readonly actor: Actor
  readonly budget: Budget
  readonly change: BudgetChange
  /** The caps that it is about, null for a thaw. */
  readonly caps: Caps | null
  readonly question: string
  readonly options: SignOptions
}

/** Shows a change with what the budget is and how much of today's is spent, asks, and signs it. */
const signChange = async ({ actor, budget, change, caps, question, options }: Signing) => {
  if (budget.tenant !== actor.tenant)
    throw new CommandError(EXIT.refused, "the service shows a budget of another tenant than yours: sign nothing")
  if (budget.id !== change.id)
    throw new CommandError(EXIT.refused, `the service shows another budget than that of ${change.id}: sign nothing`)
  const statement = budgetChangeOf(actor, change)
  tellBefore(options, [...renderBudget(budget, now(), caps), ...renderStatement(statement)])
  if (options.yes !== true && !(await confirm(question))) throw new CommandError(EXIT.refused, "nothing was signed")
  return signed(statement, options.identity)
}

/** What was proposed is the next change of the budget as it is now, by another person of the tenant. */
const checked = (proposal: Proposal, budget: Budget, actor: Actor, agent: BudgetId): void => {
  const problem = problemOf(proposal, budget, actor, agent)
  if (problem !== null) throw new CommandError(EXIT.refused, problem)
}
const problemOf = (
  { tenant, id, serial, signer }: Proposal,
  budget: Budget,
  actor: Actor,
  agent: BudgetId,
): string | null => {
  if (tenant !== actor.tenant) return "the proposal is about another tenant than yours: sign nothing"
  if (id !== agent) return `the proposal is about the budget of ${id}, and not of ${agent}: sign nothing`
  if (signer === actor.id) return "you proposed it: somebody else has to carry it out"
  if (serial !== budget.serial + 1)
    return "the budget has changed since it was proposed: look at it, and let it be proposed again"
  return null
}

/** Who has proposed, as the service has them by now: the gate looks them up by their id. */
const proposerOf = ({ signer, signed }: Proposal) => ({ countersigner: signer, countersigned: signed })

const propose = async (
  file: string,
  signing: Signing,
  of: (common: Omit<Proposal, "what" | "caps" | "from">) => Proposal,
): Promise<void> => {
  const text = await signChange(signing)
  const { actor, change } = signing
  writeProposal(
    file,
    of({
      format: "interlock/budget-proposal/v1",
      tenant: actor.tenant,
      id: change.id,
      serial: change.serial,
      signer: actor.id,
      signed: text,
    }),
  )
  say(`${file} is signed by ${actor.id}: give it to another administrator, who carries it out with --proposal`)
}

/** `interlock budget widen`: the first person proposes, the second carries it out. */
export const widen = async (
  written: string,
  options: SignOptions & CapOptions & { readonly in: string },
): Promise<void> => {
  const files = fileOf(options)
  const server = connect(options)
  const budgets = budgetsAt(server)
  const agent = agentId(written)
  const [{ actor }, { budget }] = await Promise.all([server.whoami(), budgets.show(agent)])
  if ("propose" in files) {
    const caps = changedCaps(capsInForce(budget, now()), options)
    const from = later(now(), argument(DurationText, options.in, "write a length of time such as 15m"))
    const change = { what: "widening", id: agent, caps, from, serial: budget.serial + 1 } as const
    const question = `Propose these caps for ${agent}, from ${when(from)} on, as ${actor.id}?`
    await propose(files.propose, { actor, budget, change, caps, question, options }, (common) => ({
      ...common,
      what: "widening",
      caps,
      from,
    }))
    return
  }
  if (namesCaps(options))
    throw new CommandError(EXIT.usage, "what changes stands in the proposal: name no caps beside it, or propose others")
  const proposal = readProposal(files.proposal, "widening")
  checked(proposal, budget, actor, agent)
  const { caps, from, serial } = proposal
  const change = { what: "widening", id: agent, caps, from, serial } as const
  const question = `Give ${agent} these caps from ${when(from)} on, as ${proposal.signer} proposes, as ${actor.id}?`
  const text = await signChange({ actor, budget, change, caps, question, options })
  sayDone(await budgets.widen(agent, { caps, from, serial, ...proposerOf(proposal), ...text }), options)
}

/** `interlock budget unfreeze`: the same for an agent that an overrun has frozen. */
export const unfreeze = async (written: string, options: SignOptions): Promise<void> => {
  const files = fileOf(options)
  const server = connect(options)
  const budgets = budgetsAt(server)
  const agent = agentId(written)
  const [{ actor }, { budget }] = await Promise.all([server.whoami(), budgets.show(agent)])
  const signing = { actor, budget, caps: null, options } as const
  if ("propose" in files) {
    const change = { what: "thaw", id: agent, serial: budget.serial + 1 } as const
    const question = `Propose that ${agent} goes on, as ${actor.id}?`
    await propose(files.propose, { ...signing, change, question }, (common) => ({ ...common, what: "thaw" }))
    return
  }
  const proposal = readProposal(files.proposal, "thaw")
  checked(proposal, budget, actor, agent)
  const { serial } = proposal
  const question = `Let ${agent} go on, as ${proposal.signer} proposes, as ${actor.id}?`
  const text = await signChange({ ...signing, change: { what: "thaw", id: agent, serial }, question })
  sayDone(await budgets.unfreeze(agent, { serial, ...proposerOf(proposal), ...text }), options)
}
