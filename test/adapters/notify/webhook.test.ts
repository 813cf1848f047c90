import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { WebhookUrl, webhook } from "../../../adapters/notify/webhook.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import { Notice } from "../../../kernel/notices/notice.ts"
import { START } from "../../fixtures/break-glass.ts"
import { noticeWith, story } from "./fixture.ts"
import { accepts, receiver, status } from "./receiver.ts"
import { SECRET, name, secret } from "./secrets.ts"

const NOW = START / 1000
const tell = (url: WebhookUrl, notice = noticeWith()) => webhook({ name: name(), url, secret: secret() }).tell(notice)
const told = (url: WebhookUrl, notice = noticeWith()) => story([], Effect.result(tell(url, notice)))
const failing = (url: WebhookUrl) => story([], Effect.flip(tell(url)))

describe("a delivery", () => {
  it("is one signed POST of the notice's canonical bytes", async () => {
    const { url, requests } = await receiver()
    const notice = noticeWith("späte Störung: \u2028 ✓")
    expect(await told(url, notice)).toMatchObject({ _tag: "Success" })
    const [request] = requests
    expect(requests).toHaveLength(1)
    expect(request).toMatchObject({
      method: "POST",
      path: "/hooks/interlock?of=acme",
      id: notice.id,
      timestamp: String(NOW),
      headers: { "content-type": "application/json", "user-agent": "interlock" },
    })
    expect(request?.body).toBe(new TextDecoder().decode(canonicalize(notice)))
    expect(Notice.parse(JSON.parse(request?.body ?? ""))).toEqual(notice)
  })

  it("passes each check of a receiver, and nothing that somebody made of it does", async () => {
    const { url, requests } = await receiver()
    await told(url)
    const [seen] = requests
    if (seen === undefined) throw new Error("nothing came")
    for (const now of [NOW - 300, NOW, NOW + 300]) expect(accepts(SECRET, seen, now)).toBe(true)
    for (const now of [NOW - 301, NOW + 301]) expect(accepts(SECRET, seen, now)).toBe(false)
    const forged = [
      { ...seen, body: seen.body.replace("g1", "g2") },
      { ...seen, body: JSON.stringify(JSON.parse(seen.body), null, 1) },
      { ...seen, timestamp: String(NOW + 1) },
      { ...seen, id: "another" },
      { ...seen, id: `${seen.id ?? ""}.${seen.timestamp ?? ""}`, timestamp: "0" },
      { ...seen, signature: null },
    ]
    for (const each of forged) expect(accepts(SECRET, each, NOW)).toBe(false)
    expect(accepts(SECRET.replace("Bw", "Bx"), seen, NOW)).toBe(false)
  })

  it("is signed anew at each attempt, under the same id", async () => {
    const { url, requests } = await receiver(status(500))
    await story(
      [],
      Effect.gen(function* () {
        yield* Effect.flip(tell(url))
        yield* TestClock.adjust("1 hour")
        yield* tell(url)
      }),
    )
    const [first, second] = requests
    expect(second).toMatchObject({ id: first?.id, body: first?.body, timestamp: String(NOW + 3_600) })
    expect(second && accepts(SECRET, second, NOW + 3_600)).toBe(true)
  })
})

describe("a receiver has a notice", () => {
  it.each([200, 202, 204, 299])("when it answers %i", async (code) => {
    const { url } = await receiver(status(code))
    expect(await told(url)).toMatchObject({ _tag: "Success" })
  })

  it.each([300, 304, 400, 401, 404, 410, 429, 500, 503])("and not when it answers %i", async (code) => {
    const { url } = await receiver(status(code))
    expect(await failing(url)).toMatchObject({ _tag: "NotDeliveredError", message: `it answered ${code}` })
  })

  it.each([301, 302, 307, 308])("nor when it sends elsewhere with %i, where nothing is sent", async (code) => {
    const elsewhere = await receiver()
    const { url } = await receiver(status(code, { location: elsewhere.url }))
    expect(await failing(url)).toMatchObject({ message: `it answered ${code}` })
    expect(elsewhere.requests).toEqual([])
  })

  it("nor when nobody listens, and the failure names no address", async () => {
    const { url, close } = await receiver()
    await close()
    const failure = await failing(url)
    expect(failure.message).toBe("it can't be reached: ECONNREFUSED")
  })

  it("nor when it hangs up", async () => {
    const { url } = await receiver((response) => response.destroy())
    expect((await failing(url)).message).toMatch(/^it can't be reached: [A-Z_]+$/)
  })

  it("nor when it has not answered within 15 seconds, and then the connection ends", async () => {
    let left: (() => void) | undefined
    const gone = new Promise<void>((resolve) => (left = resolve))
    const { url, got } = await receiver((response) => response.once("close", () => left?.()))
    const failure = await story(
      [],
      Effect.gen(function* () {
        const sending = yield* Effect.forkScoped(Effect.flip(tell(url)), { startImmediately: true })
        yield* Effect.promise(() => got(1))
        yield* TestClock.adjust(14_999)
        expect(sending.pollUnsafe()).toBeUndefined()
        yield* TestClock.adjust(1)
        return yield* Fiber.join(sending)
      }),
    )
    expect(failure.message).toBe("it did not answer within 15 seconds")
    await gone
  })

  it("whatever else it goes on to say, which nobody listens to", async () => {
    let left: (() => void) | undefined
    const gone = new Promise<void>((resolve) => (left = resolve))
    const { url } = await receiver((response) => {
      response.once("close", () => left?.())
      response.writeHead(200).write("a".repeat(1_000_000))
    })
    // An answer that nobody holds any more is dropped some time with its connection: hold it.
    const held: Response[] = []
    const send = fetch
    const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async (...given) => {
      const answer = await send(...given)
      held.push(answer)
      return answer
    })
    onTestFinished(() => {
      spy.mockRestore()
    })
    expect(await told(url)).toMatchObject({ _tag: "Success" })
    await gone
    expect(held).toHaveLength(1)
  })
})

describe("a webhook's URL", () => {
  it.each([
    "https://hooks.example.org/T0/B0?x=1",
    "https://10.0.0.1:8443/",
    "http://127.0.0.1:9/",
    "http://127.8.9.1/",
    "http://[::1]:9/",
    "http://localhost/",
  ])("may be %s", (url) => {
    expect(WebhookUrl.parse(url)).toBe(url)
  })

  it.each([
    "http://hooks.example.org/",
    "http://10.0.0.1/",
    "http://127.0.0.1.example.org/",
    "http://localhost.example.org/",
    "http://[::]/",
    "ftp://127.0.0.1/",
    "file:///etc/passwd",
    "https://user:secret@hooks.example.org/",
    "https://user@hooks.example.org/",
    "https://:secret@hooks.example.org/",
    "hooks.example.org",
    "",
  ])("is not %j, and the refusal says why without repeating it", (url) => {
    const { error } = WebhookUrl.safeParse(url)
    expect(error?.issues.map(({ message }) => message)).toEqual([
      "a webhook's URL begins with https:// (http:// on this machine alone) and holds no password",
    ])
  })
})
