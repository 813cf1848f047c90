/**
 * A process of its own that appends batches of three records and a payload to the log of `acme`, and tells each head that
 * was acknowledged. Arguments: the ledger, the key file, how many batches, a name that its records carry.
 */
import { writeSync } from "node:fs"
import { Effect, Layer } from "effect"
import { fileSigner } from "../../../adapters/signer/file.ts"
import { verifier } from "../../../adapters/signer/verifier.ts"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import { type Appended, EMPTY, place, seal } from "../../../kernel/ledger/chain.ts"
import { keysOf } from "../../../kernel/ledger/ed25519.ts"
import { replay } from "../../../kernel/ledger/replay.ts"
import { Signer } from "../../../kernel/ledger/signer.ts"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { acme, entry, utf8 } from "../../kernel/ledger/fixtures.ts"

const [ledger = "", key = "", batches = "0", name = ""] = process.argv.slice(2)
const tell = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`)

const write = Effect.gen(function* () {
  const store = yield* LedgerStore
  const signer = yield* Signer
  const keys = keysOf([signer.publicKey], verifier)
  let tip = EMPTY
  let conflicts = 0
  for (let done = 0; done < Number(batches);) {
    const records: Appended[] = []
    let next = tip
    for (let part = 0; part < 3; part++) {
      const placed = yield* Effect.fromResult(place(next, entry(next.size, { key: `${name}-${done}-${part}` })))
      records.push(yield* seal(signer, placed))
      next = placed.tip
    }
    const moved = yield* store.append(acme(), tip, { records, payloads: [utf8(`${name}-${done}`)], entities: [] }).pipe(
      Effect.as(false),
      Effect.catchTag("HeadMovedError", () => Effect.succeed(true)),
    )
    if (moved) {
      conflicts++
      tip = (yield* replay({ tenant: acme(), keys, from: tip }, null, () => null)).tip
    } else {
      tip = next
      done++
      tell({ size: tip.size, hash: tip.hash, payload: `${name}-${done - 1}` })
    }
  }
  tell({ conflicts })
})

await Effect.runPromise(write.pipe(Effect.provide(Layer.mergeAll(sqliteStore(ledger), fileSigner(key)))))
