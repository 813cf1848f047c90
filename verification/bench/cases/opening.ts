import { Effect, Layer } from "effect"
import { openGate } from "../../../adapters/library/index.ts"
import { verifier } from "../../../adapters/signer/verifier.ts"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import { signedMessage } from "../../../kernel/ledger/chain.ts"
import { Signer } from "../../../kernel/ledger/signer.ts"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { allowedCalls, signing, writeLog } from "../logs.ts"
import { digestOf } from "../../../adapters/digest.ts"
import { makeWorld } from "../world.ts"
import type { Case } from "./case.ts"

export const openingCases = (size: number): readonly Case[] => [
  {
    name: `open.${size}`,
    what: `a gate opened on a log of ${size.toLocaleString("en")} records in SQLite: each read, verified and folded`,
    against: "as many Ed25519 verifications by OpenSSL, on this thread",
    aim: 2,
    open: async (folder) => {
      const world = await makeWorld(folder, "sqlite")
      const { store } = world.config
      if (store.kind !== "sqlite") throw new Error("the bench's log is not on disk")
      const { records, publicKey } = await Effect.runPromise(
        Effect.gen(function* () {
          yield* writeLog(world, allowedCalls(world, size))
          const { publicKey } = yield* Signer
          return { publicKey, records: yield* (yield* LedgerStore).read(world.policy.tenant, 0, size) }
        }).pipe(Effect.provide(Layer.mergeAll(sqliteStore(store.path), signing(world)))),
      )
      const verify = verifier(publicKey)
      const signed = records.map(({ bytes, signature }) => ({ message: signedMessage(digestOf(bytes)), signature }))
      return {
        subject: async () => {
          const gate = await openGate(world.config)
          const head = await gate.log.head(world.policy.tenant)
          await gate.close()
          if (head.size !== size) throw new Error(`of ${size} records ${head.size} were read`)
        },
        inFlight: 1,
        yardstick: () => {
          if (!signed.every(({ message, signature }) => verify(message, signature)))
            throw new Error("a signature of the bench's own does not verify")
        },
        close: () => Promise.resolve(),
      }
    },
  },
]
