import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { headKeeper, seenBy } from "../../../adapters/store/heads.ts"
import { NO_HEADS, readHeads, writeHeads } from "../../../adapters/store/heads-file.ts"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import { Digest } from "../../../kernel/digest.ts"
import { EMPTY, type Head } from "../../../kernel/ledger/chain.ts"
import { LedgerStore } from "../../../kernel/ledger/store.ts"
import { NoticeCursors } from "../../../kernel/notices/ports.ts"
import { acme, chain, globex } from "../../kernel/ledger/fixtures.ts"
import { tmp } from "../tmp.ts"
import { batch, headOf, using } from "./contract.ts"

const head = (size: number, digit = "a"): Head => ({ size, hash: Digest.parse(digit.repeat(64)) })

const keeping = () => {
  const path = join(tmp(), "server.key.heads")
  const lines: string[] = []
  return { path, lines, keeper: headKeeper(path, (line) => lines.push(line)), heads: () => readHeads(path).heads }
}

describe("a keeper of heads", () => {
  it("has written what it was told when it has settled, and leaves nothing else in the folder", async () => {
    const { path, keeper, heads, lines } = keeping()
    keeper.note(acme(), head(1))
    keeper.note(globex(), head(7))
    keeper.note(acme(), head(2))
    await keeper.settled()
    expect(heads()).toEqual(
      new Map([
        [acme(), head(2)],
        [globex(), head(7)],
      ]),
    )
    expect(readdirSync(join(path, ".."))).toEqual(["server.key.heads"])
    expect(lines).toEqual([])
  })

  it("goes on after it has settled", async () => {
    const { keeper, heads } = keeping()
    await keeper.settled()
    keeper.note(acme(), head(1))
    await keeper.settled()
    keeper.note(acme(), head(2))
    await keeper.settled()
    expect(heads()).toEqual(new Map([[acme(), head(2)]]))
  })

  it("takes back nothing that another process has seen, and no loss that was accepted", async () => {
    const { path, keeper } = keeping()
    const accepted = [{ at: "2026-01-01T00:00:00.000Z", tenant: acme(), seen: head(9), left: null }]
    await writeHeads(path, { heads: new Map([[acme(), head(5)]]), accepted })
    keeper.note(acme(), head(4, "b"))
    keeper.note(globex(), head(1))
    await keeper.settled()
    expect(readHeads(path)).toEqual({
      heads: new Map([
        [acme(), head(5)],
        [globex(), head(1)],
      ]),
      accepted,
    })
  })

  it("stops nobody where the file can't be written, tells it once, and writes it when it can be again", async () => {
    const { path, keeper, lines, heads } = keeping()
    mkdirSync(path)
    for (const size of [1, 2]) {
      keeper.note(acme(), head(size))
      await keeper.settled()
    }
    expect(lines).toEqual([expect.stringContaining(`can't be kept in ${path} (EISDIR)`)])
    rmdirSync(path)
    keeper.note(acme(), head(3))
    await keeper.settled()
    expect(heads()).toEqual(new Map([[acme(), head(3)]]))
  })

  it("doesn't write over a file that says something else", async () => {
    const { path, keeper, lines } = keeping()
    writeFileSync(path, "something else")
    keeper.note(acme(), head(1))
    await keeper.settled()
    expect(readFileSync(path, "utf8")).toBe("something else")
    expect(lines).toEqual([expect.stringContaining("interlock log accept-loss")])
  })

  it("has nothing where there is no file yet", () => {
    expect(readHeads(join(tmp(), "none"))).toEqual(NO_HEADS)
  })
})

describe("a store that was seen", () => {
  const kept = () => {
    const { path, keeper, heads } = keeping()
    const ledger = join(path, "..", "ledger.db")
    const layer = () => Layer.provideMerge(seenBy(keeper, path), sqliteStore(ledger))
    return { path, heads, layer, ledger }
  }
  const opening = (layer: ReturnType<ReturnType<typeof kept>["layer"]>) =>
    Effect.runPromise(Effect.flip(Effect.scoped(Effect.provide(Effect.asVoid(LedgerStore), layer))))

  it("tells each head that is durable, and none that isn't", async () => {
    const { heads, layer } = kept()
    const { records, tip } = chain(3)
    await using(Layer.orDie(layer()), (store) => store.append(acme(), EMPTY, batch(records)))
    expect(heads()).toEqual(new Map([[acme(), headOf(tip)]]))
    await using(Layer.orDie(layer()), (store) => Effect.flip(store.append(acme(), EMPTY, batch(records))))
    await using(Layer.orDie(layer()), (store) => Effect.flip(store.append(globex(), EMPTY, batch(records))))
    expect(heads()).toEqual(new Map([[acme(), headOf(tip)]]))
  })

  it("does not open where nothing says where its log was seen to end, unless that is empty", async () => {
    const { path, layer } = kept()
    await using(Layer.orDie(layer()), () => Effect.void)
    expect(readHeads(path)).toEqual(NO_HEADS)
    expect(existsSync(path)).toBe(true)
    await using(Layer.orDie(layer()), (store) => store.append(acme(), EMPTY, batch(chain(1).records)))
    rmSync(path)
    expect(await opening(layer())).toMatchObject({
      _tag: "HeadsFileError",
      message: expect.stringContaining("interlock log accept-loss") as unknown,
    })
    expect(existsSync(path)).toBe(false)
  })

  it("opens where its log has grown beyond its head, and keeps its cursors", async () => {
    const { layer, ledger } = kept()
    const { records, tip } = chain(2)
    await using(Layer.orDie(layer()), (store) => store.append(acme(), EMPTY, batch(records)))
    const more = chain(2, { from: tip })
    await using(sqliteStore(ledger), (store) => store.append(acme(), headOf(tip), batch(more.records)))
    await Effect.runPromise(Effect.scoped(Effect.provide(NoticeCursors, layer())))
    await using(Layer.orDie(layer()), (store) =>
      Effect.map(store.head(acme()), (is) => {
        expect(is).toEqual(headOf(more.tip))
      }),
    )
  })

  it.each<[string, (at: Head) => Head, string]>([
    ["ends before its head", ({ hash }) => ({ size: 3, hash }), "ends after 2 records, and 3 were seen"],
    ["has another record there", () => head(2), "has another record 1 than"],
    ["has another record before its end", () => head(1), "has another record 0 than"],
  ])("does not open where its log %s", async (_, seen, said) => {
    const { path, layer } = kept()
    const { records, tip } = chain(2)
    await using(Layer.orDie(layer()), (store) => store.append(acme(), EMPTY, batch(records)))
    await writeHeads(path, { heads: new Map([[acme(), seen(headOf(tip))]]), accepted: [] })
    expect(await opening(layer())).toMatchObject({
      _tag: "LogBehindError",
      message: expect.stringContaining(said) as unknown,
    })
  })

  it("does not open where what was seen is damaged, or a folder", async () => {
    const { path, layer } = kept()
    writeFileSync(path, "")
    expect(await opening(layer())).toMatchObject({ _tag: "HeadsFileError" })
    const other = kept()
    mkdirSync(other.path)
    expect(await opening(other.layer())).toMatchObject({
      _tag: "HeadsFileError",
      message: expect.stringContaining("EISDIR") as unknown,
    })
  })
})
