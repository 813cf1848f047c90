import { Deferred, Effect, type ManagedRuntime } from "effect"
import { GateClosedError } from "./errors.ts"

/**
 * Keeps track of what is under way, so that a gate can close behind it: what has been asked is finished and answered, what comes
 * later is turned away, and only then the runtime's layers (the store last) are closed.
 */
export const inFlight = <Services, Failure>(
  runtime: ManagedRuntime.ManagedRuntime<Services, Failure>,
  failed: (error: unknown) => void,
) => {
  const underWay = new Set<Promise<unknown>>()
  const closing = Deferred.makeUnsafe<null>()
  let closed: Promise<void> | null = null

  const closeOnce = async (): Promise<void> => {
    Deferred.doneUnsafe(closing, Effect.succeed(null))
    await Promise.allSettled(underWay)
    await runtime.dispose()
  }

  return {
    /** Rejected with the effect's own error, or with GateClosedError. */
    run: async <Answer, Problem>(effect: Effect.Effect<Answer, Problem, Services>): Promise<Answer> => {
      if (closed !== null) throw new GateClosedError()
      const answer = runtime.runPromise(effect)
      underWay.add(answer)
      try {
        return await answer
      } catch (error) {
        failed(error)
        throw error
      } finally {
        underWay.delete(answer)
      }
    },
    /** Comes when the gate begins to close: who waits for something waits no longer. */
    closing: Deferred.await(closing),
    close: (): Promise<void> => (closed ??= closeOnce()),
  }
}
