import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { memoryStore } from "../../../adapters/store/memory.ts"
import { EMPTY, type SealedRecord } from "../../../kernel/ledger/chain.ts"
import { replay } from "../../../kernel/ledger/replay.ts"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { acme, chain, keys } from "./fixtures.ts"

const seqs = (log: readonly number[], { seq }: { readonly seq: number }) => [...log, seq]

/** A store that gives out these records, whatever they are. */
const holding = (records: readonly SealedRecord[]) =>
  Layer.effect(
    LedgerStore,
    Effect.map(LedgerStore, (store) =>
      LedgerStore.of({ ...store, read: (_, from, limit) => Effect.succeed(records.slice(from, from + limit)) }),
    ),
  ).pipe(Layer.provide(memoryStore))

const replayed = (records: readonly SealedRecord[], from = EMPTY) =>
  replay({ tenant: acme(), keys: keys(), from }, [], seqs).pipe(Effect.provide(holding(records)))

describe("a replay", () => {
  it.each([0, 1, 255, 256, 257, 600])("folds a log of %i records, each once and in order", async (size) => {
    const { records, tip } = chain(size)
    const state = Array.from({ length: size }, (_, seq) => seq)
    expect(await Effect.runPromise(replayed(records))).toEqual({ tip, state })
  })

  it("goes on from a tip", async () => {
    const { records, tip } = chain(5)
    const { tip: from } = chain(3)
    expect(await Effect.runPromise(replayed(records, from))).toEqual({ tip, state: [3, 4] })
  })

  it("stops at the first record that is wrong, on whatever page, and names it", async () => {
    const { records } = chain(300)
    const broken = await Effect.runPromise(Effect.flip(replayed(records.filter((_, seq) => seq !== 280))))
    expect(broken).toMatchObject({ _tag: "ChainBrokenError", tenant: acme(), seq: 280, problem: "order" })
    expect(broken.message).toBe(
      "record 280 of acme is not to be trusted: it has not the number of its place: a record is missing, moved or repeated",
    )
  })
})
