import { settingsOf } from "../../../kernel/gate/registers.ts"
import { describe, expect, it } from "vitest"
import { type EntityStore, apply, beside, emptyStore, overdue, overlay } from "../../../kernel/gate/entity-store.ts"
import { transitionsIn } from "../../../kernel/ledger/body.ts"
import { domainNames, registry } from "../../../kernel/registry.ts"
import { START, instant } from "../../fixtures/approvals.ts"
import {
  GRANT_MS,
  type Grant,
  LIFETIME_MS,
  REQUEST_MS,
  type Request,
  activeGrant,
  asks,
  decide,
  expires,
  now,
  requestIn,
  requestedGrant,
  sweeper,
  worldOf,
  deployed,
  policyOf,
} from "./fixture.ts"

const asked = (bytes = "payload", seq = 7) => decide(worldOf(), asks("mail.send", { bytes }), { now: now(), seq })
const pending = (bytes = "payload", seq = 7): Request => requestIn(asked(bytes, seq))

const storeOf = (requests: readonly Request[], grants: readonly Grant[] = []): EntityStore => {
  const store = emptyStore()
  for (const request of requests) store.approvals.set(request.id, request)
  for (const grant of grants) store["break-glass"].set(grant.id, grant)
  return store
}

describe("a store", () => {
  it("has a place for each domain, and nothing in it", () => {
    expect(Object.keys(emptyStore())).toEqual(domainNames)
    for (const entities of Object.values(emptyStore())) expect(entities).toEqual(new Map())
  })

  it("is its own: what is put in one is in no other", () => {
    const [first, second] = [emptyStore(), emptyStore()]
    for (const transition of transitionsIn(asked().body)) apply(first, transition)
    expect(first.approvals.size).toBe(1)
    expect(second.approvals.size).toBe(0)
  })

  it("takes the entities after a transition, once however often it is applied", () => {
    const store = emptyStore()
    for (const transition of [...transitionsIn(asked().body), ...transitionsIn(asked().body)]) apply(store, transition)
    expect(store).toEqual(storeOf([pending()]))
  })

  it("takes nothing of what was refused", () => {
    const store = storeOf([pending()])
    const { body } = decide(worldOf([pending()]), expires(pending().id), { now: now(), seq: 8 })
    expect(transitionsIn(body)).toMatchObject([{ outcome: { accepted: false } }])
    for (const transition of transitionsIn(body)) apply(store, transition)
    expect(store).toEqual(storeOf([pending()]))
  })
})

describe("changes that are not durable yet", () => {
  it("lie over what is, each request once", () => {
    const [first, second, third] = [pending("a", 7), pending("b", 8), pending("c", 9)]
    const base = new Map<string, Request>([first, second].map((request) => [request.id, request]))
    const changed: Request = { ...first, status: "cancelled" }
    const seen = overlay<"approvals">(
      base,
      new Map<string, Request>([changed, third].map((request) => [request.id, request])),
    )
    expect([...seen.values()]).toEqual([changed, third, second])
    expect([first, second, third].map(({ id }) => seen.get(id))).toEqual([changed, second, third])
    expect(seen.get("req_none")).toBeUndefined()
    expect([...base.values()]).toEqual([first, second])
  })
})

describe("what has ended", () => {
  it("can be addressed beside what memory holds, and counts for nobody", () => {
    const [open, over] = [pending("a", 7), { ...pending("b", 8), status: "cancelled" } as const]
    const base = new Map<string, Request>([[open.id, open]])
    const seen = beside<"approvals">(base, new Map([[over.id, over]]))
    expect([open.id, over.id, "req_none"].map((id) => seen.get(id))).toEqual([open, over, undefined])
    expect([...seen.values()]).toEqual([open])
  })

  it("leaves memory as it is where nothing of it is spoken of", () => {
    const base = new Map<string, Request>()
    expect(beside<"approvals">(base, new Map())).toBe(base)
  })
})

describe("what is overdue", () => {
  const by = sweeper()
  const settings = settingsOf(policyOf(), deployed(policyOf()))
  const due = (store: EntityStore, ms: number) => overdue(store, { by, now: instant(START + ms), settings })

  it("are requests that are open by status, at or past their expiry", () => {
    const request = pending()
    const at = (ms: number, status: Request["status"] = "pending") => due(storeOf([{ ...request, status }]), ms).length
    expect([at(LIFETIME_MS - 1), at(LIFETIME_MS), at(LIFETIME_MS + 1)]).toEqual([0, 1, 1])
    expect(at(LIFETIME_MS, "approved")).toBe(1)
    for (const status of registry.approvals.ended) expect(at(LIFETIME_MS, status)).toBe(0)
  })

  it("are grants once nobody can settle them any more, or once they are over, and never before", () => {
    const [requested, active] = [requestedGrant(), activeGrant()]
    const told = (grant: Grant, ms: number) =>
      due(storeOf([], [grant]), ms).map(({ domain, command }) => [domain, command])
    expect(told(requested, REQUEST_MS - 1)).toEqual([])
    expect(told(requested, REQUEST_MS)).toEqual([["break-glass", { type: "lapse", id: requested.id, by }]])
    expect(told(active, GRANT_MS - 1)).toEqual([])
    expect(told(active, GRANT_MS)).toEqual([["break-glass", { type: "expire", id: active.id, by }]])
    for (const status of registry["break-glass"].ended) expect(told({ ...active, status }, 10 * GRANT_MS)).toEqual([])
  })

  it("is told domain by domain, all of it, as commands that somebody may give", () => {
    const [first, second, active] = [pending("a", 7), pending("b", 8), activeGrant()]
    expect(due(storeOf([first, second], [active]), LIFETIME_MS)).toEqual([
      expires(first.id),
      expires(second.id),
      { type: "command", domain: "break-glass", command: { type: "expire", id: active.id, by }, proof: null },
    ])
  })
})
