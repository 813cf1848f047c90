import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import {
  type Fate,
  LIFETIME_MS,
  acme,
  asks,
  expires,
  openGate,
  requestsAccess,
  storeWith,
  story,
  sweeper,
} from "./fixture.ts"

/** What somebody else has ended since the sweeper looked is refused; whatever stands behind it in the row is overdue all the same. */
describe("a sweep of which something is refused", () => {
  const sweptWhile = (places: readonly number[]) => {
    const fates: Fate[] = []
    return story(
      Effect.gen(function* () {
        const [here, there] = [yield* openGate(), yield* openGate()]
        for (const bytes of ["a", "b", "c"]) yield* here.ask(acme(), asks("mail.send", { bytes }), null)
        yield* here.ask(acme(), requestsAccess(), null)
        yield* TestClock.adjust(LIFETIME_MS)
        const requests = yield* here.entities(acme(), "approvals")
        // Another process is first: the sweeper's first append finds a longer log, and its command is decided again.
        const meanwhile = requests
          .filter((_, place) => places.includes(place))
          .map(({ id }) => Effect.orDie(there.ask(acme(), expires(id), null)))
        fates.push((append) => Effect.andThen(Effect.all(meanwhile), append))
        const ended = yield* here.sweep(acme(), sweeper())
        const statuses: string[] = []
        let left = 0
        for (const domain of ["approvals", "break-glass", "calls"] as const) {
          const { items } = yield* here.page(acme(), domain, { statuses: null, before: null, limit: 10 })
          statuses.push(...items.map(({ status }) => status))
          left += (yield* here.entities(acme(), domain)).length
        }
        return { ended, statuses, left, again: yield* here.sweep(acme(), sweeper()) }
      }),
      { store: storeWith(fates) },
    )
  }

  it.each([
    ["the first", [0], 6],
    ["the last request, before the first grant", [2], 6],
    ["two in a row", [0, 1], 5],
    ["every request", [0, 1, 2], 4],
    ["nothing", [], 7],
  ] as const)("ends the others, where %s was ended meanwhile, and counts its own", async (_, places, ended) => {
    expect(await sweptWhile(places)).toEqual({
      ended,
      statuses: ["expired", "expired", "expired", "lapsed", "refused", "refused", "refused"],
      left: 0,
      again: 0,
    })
  })
})
