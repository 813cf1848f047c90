import { generateKeyPairSync, randomBytes, sign } from "node:crypto"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { type OpenGate, openGate } from "../../../adapters/library/index.ts"
import type { Work } from "../measure.ts"
import { READING, type Setup, makeWorld } from "../world.ts"
import type { Case } from "./case.ts"

/** Calls that are allowed, no two alike: each is recorded and signed, and gets a signed permit. */
export const asking = (gate: OpenGate, { caller }: Setup): (() => Promise<void>) => {
  let asked = 0
  return async () => {
    asked += 1
    const payload = new TextEncoder().encode(`{"query":"number ${asked}"}`)
    const { verdict } = await gate.decide(caller, { tool: READING, payload })
    if (verdict !== "allow") throw new Error(`a call that should be allowed got ${verdict}`)
  }
}

const signatures = (count: number, bytes: number): Work => {
  const { privateKey } = generateKeyPairSync("ed25519")
  const message = randomBytes(bytes)
  return () => {
    for (let signed = 0; signed < count; signed += 1)
      if (sign(null, message, privateKey).length !== 64) throw new Error("no signature")
  }
}

/** One transaction of `rows` inserts with one sync, on the disk of the gate's own file and as durable. */
const oneTransaction = (path: string, rows: number, bytes: number) => {
  const database = new DatabaseSync(path)
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE records (bytes BLOB NOT NULL)")
  const insert = database.prepare("INSERT INTO records (bytes) VALUES (?)")
  const record = randomBytes(bytes)
  return {
    work: () => {
      database.exec("BEGIN IMMEDIATE")
      for (let row = 0; row < rows; row += 1) insert.run(record)
      database.exec("COMMIT")
    },
    close: () => {
      database.close()
    },
  }
}

const memory: Case = {
  name: "decide.memory",
  what: "a call allowed by the gate in process: recorded in memory, two signatures (record, permit)",
  against: "one Ed25519 signature by OpenSSL",
  aim: 4,
  open: async (folder) => {
    const world = await makeWorld(folder, "memory")
    const gate = await openGate(world.config)
    return { subject: asking(gate, world), inFlight: 1, yardstick: signatures(1, 32), close: gate.close }
  },
}

/** A gate on disk, and how long its records are. */
const onDisk = async (folder: string) => {
  const world = await makeWorld(folder, "sqlite")
  const gate = await openGate(world.config)
  const subject = asking(gate, world)
  await subject()
  const [record] = await gate.log.records(world.policy.tenant, 0, 1)
  if (record === undefined) throw new Error("what was answered is not in the log")
  return { gate, subject, bytes: record.bytes.length }
}

const alone: Case = {
  name: "decide.sqlite",
  what: "the same, synced to disk before the answer, one at a time",
  against: "one SQLite transaction, one insert of a record's size, one sync",
  aim: null,
  open: async (folder) => {
    const { gate, subject, bytes } = await onDisk(folder)
    const yardstick = oneTransaction(join(folder, "yardstick.db"), 1, bytes)
    return {
      subject,
      inFlight: 1,
      yardstick: yardstick.work,
      close: async () => {
        await gate.close()
        yardstick.close()
      },
    }
  },
}

const TOGETHER = 256
const together: Case = {
  name: `decide.sqlite.${TOGETHER}`,
  what: `the same, ${TOGETHER} asked at once, and again when all are answered`,
  against: `the signatures in it alone: ${TOGETHER} × 2 by OpenSSL, on this thread`,
  aim: 1.5,
  open: async (folder) => {
    const { gate, subject } = await onDisk(folder)
    return { subject, inFlight: TOGETHER, yardstick: signatures(2 * TOGETHER, 32), close: gate.close }
  },
}

export const decideCases: readonly Case[] = [memory, alone, together]
