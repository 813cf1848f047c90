const guardsOf = (reasons: readonly { readonly guard: string }[]) => reasons.map(({ guard }) => guard)

/** The guards that refused, or what became of it instead. */
export const refusedFor = (outcome: { readonly type: string }) =>
  "reasons" in outcome && Array.isArray(outcome.reasons) ? guardsOf(outcome.reasons) : outcome.type

/** What it says to a person, guard by guard. */
export const sentencesOf = ({
  reasons = [],
}: {
  readonly type: string
  readonly reasons?: readonly { readonly sentence: string }[]
}) => reasons.map(({ sentence }) => sentence)
