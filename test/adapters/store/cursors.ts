import { Effect, type Layer } from "effect"
import { describe, expect, it } from "vitest"
import { EMPTY } from "../../../kernel/ledger/chain.ts"
import { LedgerStore, type StoreFailedError } from "../../../kernel/ledger/store.ts"
import { NoticeCursors, ReceiverName } from "../../../kernel/notices/ports.ts"
import { acme, chain, globex } from "../../kernel/ledger/fixtures.ts"
import { batch } from "./contract.ts"

type Cursors = NoticeCursors["Service"]
const pager = () => ReceiverName.parse("pager")
const mail = () => ReceiverName.parse("mail")

/** Runs `use` on the cursors beside a log of five records, which are closed afterwards. */
export const usingCursors = <A, E>(
  layer: Layer.Layer<LedgerStore | NoticeCursors, StoreFailedError>,
  use: (cursors: Cursors) => Effect.Effect<A, E>,
) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const store = yield* LedgerStore
      if ((yield* store.head(acme())).size === 0) yield* store.append(acme(), EMPTY, batch(chain(5).records))
      return yield* use(yield* NoticeCursors)
    }).pipe(Effect.provide(layer)),
  )

/** What every store promises of cursors. */
export const cursorsContract = (
  name: string,
  layer: () => Layer.Layer<LedgerStore | NoticeCursors, StoreFailedError>,
) => {
  describe(name, () => {
    it("begins with nothing, and is where it was moved to", async () => {
      await usingCursors(layer(), ({ at, move }) =>
        Effect.gen(function* () {
          expect(yield* at(pager(), acme())).toEqual(EMPTY)
          for (const size of [1, 2, 5]) {
            yield* move(pager(), acme(), chain(size).tip)
            expect(yield* at(pager(), acme())).toEqual(chain(size).tip)
          }
        }),
      )
    })

    it("never goes back", async () => {
      await usingCursors(layer(), ({ at, move }) =>
        Effect.gen(function* () {
          for (const tip of [chain(3).tip, chain(2).tip, { ...chain(3).tip, hash: chain(1).tip.hash }, EMPTY])
            yield* Effect.ignore(move(pager(), acme(), tip))
          expect(yield* at(pager(), acme())).toEqual(chain(3).tip)
        }),
      )
    })

    it("is a receiver's own in a tenant", async () => {
      await usingCursors(layer(), ({ at, move }) =>
        Effect.gen(function* () {
          yield* move(pager(), acme(), chain(3).tip)
          expect(yield* at(mail(), acme())).toEqual(EMPTY)
          expect(yield* at(pager(), globex())).toEqual(EMPTY)
        }),
      )
    })
  })
}
