import { describe, expect, it } from "vitest"
import { type Cursor, InputError } from "../../../adapters/library/index.ts"
import type { TenantId } from "../../../kernel/actors.ts"
import { acme, globex, opened } from "./fixture.ts"

/** Five requests of one tenant, in the order in which they were asked for; the second is cancelled. */
const five = async () => {
  const world = await opened()
  const { gate, as, terraform } = world
  const ids: string[] = []
  for (let n = 0; n < 5; n++) {
    const artifact = Uint8Array.of(n)
    ids.push((await gate.decide(as("deployer"), { ...terraform(), artifact })).request ?? "none")
  }
  const [first = "", second = "", third = "", fourth = "", fifth = ""] = ids
  await gate.approvals.cancel(as("alice"), { id: second })
  return { ...world, list: gate.approvals.list, latest: [fifth, fourth, third, second, first] as const, second }
}
/** Neither of these is a record's number and an id. */
const MALFORMED = [
  "",
  "req_nowhere",
  ".req_a",
  "1.",
  "01.req_a",
  "-1.req_a",
  "1e3.req_a",
  "1 .req_a",
  "1000000000000000.req_a",
]
const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id)

/** As it is called by those whom no compiler helps. */
interface FromJavaScript {
  list(tenant: TenantId, page: object): Promise<unknown>
}

describe("a list, page by page", () => {
  it("has everything once, the latest first, whatever the size of a page", async () => {
    const { list, latest } = await five()
    for (const limit of [1, 2, 3, 4, 5, 6]) {
      const seen: string[] = []
      let cursor: Cursor | null = null
      let pages = 0
      do {
        const page: Awaited<ReturnType<typeof list>> = await list(acme(), { limit, cursor })
        expect(page.items.length).toBeLessThanOrEqual(limit)
        seen.push(...idsOf(page.items))
        cursor = page.next
        pages += 1
      } while (cursor !== null)
      expect(seen).toEqual(latest)
      expect(pages).toBe(Math.ceil(5 / limit))
    }
  })

  it("has those of a status alone, also where a page ends just before another one", async () => {
    const { list, latest, second } = await five()
    const pending = latest.filter((id) => id !== second)
    const page = await list(acme(), { status: "pending", limit: 3 })
    expect(idsOf(page.items)).toEqual(pending.slice(0, 3))
    const rest = await list(acme(), { status: "pending", limit: 3, cursor: page.next })
    expect([idsOf(rest.items), rest.next]).toEqual([pending.slice(3), null])
    expect(await list(acme(), { status: "cancelled", limit: 1 })).toMatchObject({ items: [{ id: second }], next: null })
  })

  it("goes on where it was, also after something new", async () => {
    const { gate, as, terraform, list, latest } = await five()
    const page = await list(acme(), { limit: 2 })
    await gate.decide(as("deployer"), { ...terraform(), artifact: Uint8Array.of(9) })
    expect(idsOf((await list(acme(), { cursor: page.next })).items)).toEqual(latest.slice(2))
  })

  it("goes on from a place that names nothing, as from any other", async () => {
    const { list, latest } = await five()
    const after = async (cursor: string) => idsOf((await list(acme(), { cursor })).items)
    expect(await after("4.req_")).toEqual(latest.slice(1))
    expect(await after("99.req_none")).toEqual(latest)
    expect(await after("0.req_")).toEqual([])
  })

  it("is another tenant's own: nothing is found in it with a cursor of the first either", async () => {
    const { list } = await five()
    const { next } = await list(acme(), { limit: 1 })
    for (const cursor of [null, next]) expect(await list(globex(), { cursor })).toEqual({ items: [], next: null })
  })

  it("has bounds, and refuses a cursor that no page gives", async () => {
    const { list } = await five()
    for (const page of [{ limit: 0 }, { limit: 501 }, { limit: 1.5 }, ...MALFORMED.map((cursor) => ({ cursor }))])
      await expect(list(acme(), page)).rejects.toThrow(InputError)
    const fromJavaScript: FromJavaScript = { list }
    await expect(fromJavaScript.list(acme(), { status: "lost" })).rejects.toThrow(InputError)
    expect((await list(acme(), { limit: 500 })).items).toHaveLength(5)
  })
})

describe("a wait", () => {
  it("ends when its signal is given, with what is so by then", async () => {
    const { gate, as, terraform } = await opened()
    const { request } = await gate.decide(as("deployer"), terraform())
    const gone = new AbortController()
    const waiting = gate.approvals.wait(acme(), request ?? "none", {
      status: "pending",
      timeoutMs: 600_000,
      signal: gone.signal,
    })
    gone.abort()
    expect((await waiting)?.status).toBe("pending")
    const late = gate.approvals.wait(acme(), request ?? "none", {
      status: "pending",
      timeoutMs: 600_000,
      signal: gone.signal,
    })
    expect((await late)?.status).toBe("pending")
  })
})

describe("what comes out", () => {
  it("is a copy, however it is read: nobody holds a part of what the gate decides by", async () => {
    const { gate, list, latest } = await five()
    const [id] = latest
    const before = structuredClone(await gate.approvals.get(acme(), id))
    const found = [
      await gate.approvals.get(acme(), id),
      await gate.approvals.wait(acme(), id, { status: "approved", timeoutMs: 1_000 }),
      await gate.approvals.wait(acme(), id, { status: "pending", timeoutMs: 0 }),
      ...(await list(acme(), { limit: 1 })).items,
    ]
    expect(found.map((entity) => entity?.id)).toEqual([id, id, id, id])
    for (const entity of found) Object.assign(entity?.kept ?? {}, { uses: 99 })
    expect(await gate.approvals.get(acme(), id)).toEqual(before)
  })
})
