import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it, onTestFinished } from "vitest"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import { EMPTY } from "../../../kernel/ledger/chain.ts"
import { StoreFailedError } from "../../../kernel/ledger/store.ts"
import { acme, chain } from "../../kernel/ledger/fixtures.ts"
import { tmp } from "../tmp.ts"
import { type Store, batch, headOf, using } from "./contract.ts"

/** A store whose file another writer locks, and can let go; time passes as the test says. */
const locked = <A, E>(lock: string, use: (store: Store, release: () => void) => Effect.Effect<A, E>) => {
  const path = join(tmp(), "ledger.db")
  return using(sqliteStore(path), (store) => {
    const other = new DatabaseSync(path)
    onTestFinished(() => {
      other.close()
    })
    other.exec(lock)
    return use(store, () => {
      other.exec("ROLLBACK")
    }).pipe(Effect.provide(TestClock.layer()))
  })
}
const WRITING = "BEGIN IMMEDIATE"

describe("attack 13: an append while another writer has the file", () => {
  it("is made once that one is done, and nothing stands still meanwhile", async () => {
    const { records, tip } = chain(1)
    const { before, head } = await locked(WRITING, (store, release) =>
      Effect.gen(function* () {
        const append = yield* Effect.forkChild(store.append(acme(), EMPTY, batch(records)))
        yield* TestClock.adjust(4_900)
        const before = append.pollUnsafe()
        release()
        yield* TestClock.adjust(100)
        return { before, head: yield* Fiber.join(append) }
      }),
    )
    expect([before, head]).toEqual([undefined, headOf(tip)])
  })

  it("fails after some seconds, and nothing is appended", async () => {
    const { failure, head } = await locked(WRITING, (store, release) =>
      Effect.gen(function* () {
        const append = yield* Effect.forkChild(Effect.flip(store.append(acme(), EMPTY, batch(chain(1).records))))
        yield* TestClock.adjust(10_000)
        const failure = yield* Fiber.join(append)
        release()
        return { failure, head: headOf(yield* store.head(acme())) }
      }),
    )
    expect([failure instanceof StoreFailedError, failure.message, head]).toEqual([
      true,
      expect.stringMatching(
        /^nothing was appended for acme: another process is writing into it: .+\(database is locked\)$/,
      ),
      headOf(EMPTY),
    ])
  })
})

describe("attack 13: what is read while another writer has the file", () => {
  it("is read at once", async () => {
    expect(headOf(await locked(WRITING, (store) => store.head(acme())))).toEqual(headOf(EMPTY))
  })
})

it("what fails for another reason fails at once", async () => {
  const { records } = chain(2)
  const failure = await using(sqliteStore(join(tmp(), "ledger.db")), (store) =>
    Effect.flip(store.append(acme(), EMPTY, batch(records.slice(1)))).pipe(Effect.provide(TestClock.layer())),
  )
  expect(failure.message).toMatch(/can't be appended|log of acme/)
})
