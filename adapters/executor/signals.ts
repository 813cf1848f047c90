/** What is passed on for each signal that ends this process: a terminal that closes asks for an end in good order too. */
const passed = { SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGHUP: "SIGTERM" } as const
type Passed = (typeof passed)[keyof typeof passed]
const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const satisfies readonly (keyof typeof passed)[]

export interface Signals {
  /** Whether one has come. */
  readonly came: () => boolean
  /** From now on each goes there, and those that have come as well. */
  readonly passTo: (receive: (signal: Passed) => void) => void
}

/** While `use` runs no signal ends this process, so that it always ends what it has begun: each goes where it is passed to. */
export const withSignals = async <T>(use: (signals: Signals) => Promise<T>): Promise<T> => {
  const come: Passed[] = []
  let receive: (signal: Passed) => void = () => undefined
  const listeners = names.map((name) => {
    const listener = (): void => {
      come.push(passed[name])
      receive(passed[name])
    }
    return [name, listener] as const
  })
  for (const [name, listener] of listeners) process.on(name, listener)
  try {
    return await use({
      came: () => come.length > 0,
      passTo: (next) => {
        receive = next
        for (const signal of come) next(signal)
      },
    })
  } finally {
    for (const [name, listener] of listeners) process.off(name, listener)
  }
}
