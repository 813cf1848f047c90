import type { DecisionBody } from "../ledger/body.ts"

/** What a decision says, on top of what was asked. */
export type Said = Pick<DecisionBody, "verdict"> &
  Partial<Pick<DecisionBody, "reasons" | "lifted" | "under" | "waits" | "transitions" | "deadline">>

/** Why a call is denied about which somebody was asked: what refused, then what had asked, and no reason twice. */
export const because = (refused: readonly string[], asks: readonly string[]): readonly string[] => [
  ...new Set([...refused, ...asks]),
]
