import type { Caps, Left } from "../../../kernel/budgets/budgets.ts"
import { capsInForce, numbers, stillWaiting } from "../../../kernel/budgets/caps.ts"
import { runningBy } from "../../../kernel/budgets/running.ts"
import { rules, dayOf } from "../../../kernel/budgets/rules.ts"
import type { Instant } from "../../../kernel/time.ts"
import type { Budget, Reservation } from "../../http/budgets/schemas.ts"
import { when } from "../render.ts"
import { paint, plain } from "../terminal.ts"
import { meanings } from "./caps.ts"

/** A budget in a line, for lists. */
export const renderBudgetLine = (budget: Budget, now: Instant): string => {
  const { spend } = rules.dayStartsAtZero(budget.meter, dayOf(now))
  const status = paint(budget.status === "frozen" ? ["bold", "red"] : "bold", budget.status.padEnd(6))
  return `${budget.id}  ${status}  ${spend} of ${capsInForce(budget, now).spend} spent today, owner ${budget.owner.id}`
}

/** How much of each cap is used by now. */
const usedBy = (budget: Budget, now: Instant): Readonly<Partial<Record<keyof Caps, number>>> => ({
  ...rules.dayStartsAtZero(budget.meter, dayOf(now)),
  ...runningBy(budget.running, now),
})

/** Caps as a person compares them: what each is, what it becomes where another one is given, and how much is used. */
const renderCaps = (caps: Caps, become: Caps | null, used: Partial<Record<keyof Caps, number>>) => [
  ...numbers.map((name) => {
    const after = become !== null && become[name] !== caps[name] ? ` → ${paint("yellow", String(become[name]))}` : ""
    const spent = used[name] === undefined ? "" : `, ${used[name]} used`
    return `  ${name.padEnd(9)} ${caps[name]}${after}${spent}  ${paint("dim", meanings[name])}`
  }),
  `  tools     ${toolsOf(caps)}${become !== null && toolsOf(become) !== toolsOf(caps) ? ` → ${paint("yellow", toolsOf(become))}` : ""}`,
]
const toolsOf = ({ tools }: Caps): string => (tools.length === 0 ? "none" : tools.join(", "))

/** A budget as a person reads it. `become` are the caps that somebody is about to sign for. */
export const renderBudget = (budget: Budget, now: Instant, become: Caps | null = null): readonly string[] => {
  const waiting = stillWaiting(budget.widening, now)
  return [
    `${budget.id}  ${paint(budget.status === "frozen" ? ["bold", "red"] : "bold", budget.status)}`,
    `owner     ${budget.owner.id}, who neither widens nor thaws it`,
    `opened    by ${budget.opener.id}, ${when(budget.openedAt)}`,
    `changes   ${budget.serial} so far`,
    ...renderCaps(capsInForce(budget, now), become, usedBy(budget, now)),
    ...(waiting === null
      ? []
      : [
          `waits     a widening from ${when(waiting.from)} on`,
          ...renderCaps(capsInForce(budget, now), waiting.caps, {}),
        ]),
    ...(budget.frozen ? [paint(["bold", "red"], "FROZEN: A CALL COST MORE THAN WAS ASKED FOR IT")] : []),
  ]
}

/** What an agent has left where its budget refused, and when it frees itself. */
export const renderLeft = ({ caps, today, recent, repeats, open, unknown, windowFreesAt, dayEndsAt }: Left) => [
  ...renderCaps(caps, null, { ...today, rate: recent, open, unknown }),
  `  this call was made ${repeats} times in the window${windowFreesAt === null ? "" : `, which frees at ${when(windowFreesAt)}`}`,
  `  the day ends at ${when(dayEndsAt)}`,
]

/** What a call was charged with, in a line. */
export const renderReservationLine = ({ id, status, budget, tool, charged, at }: Reservation): string =>
  `${id}  ${paint("bold", status.padEnd(10))}  ${plain(budget)} ${plain(tool)}, ${charged.spend} spent, ${charged.affected} touched, ${when(at)}`
