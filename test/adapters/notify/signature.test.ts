import { createSecretKey } from "node:crypto"
import { readFileSync } from "node:fs"
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { WebhookSecret, hmacOf, signedHeaders } from "../../../adapters/notify/signature.ts"
import { utf8 } from "../../kernel/ledger/fixtures.ts"
import { accepts } from "./receiver.ts"

const corpus = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../corpus/webhook/${name}`, import.meta.url), "utf8"))

const text = z.string().nullable()
const Standard = z.object({
  cases: z.array(
    z.object({
      desc: z.string(),
      secret: z.string(),
      id: text,
      timestamp: text,
      body: z.string(),
      signature: text,
      now: z.int(),
      valid: z.boolean(),
    }),
  ),
})
const standard = () => Standard.parse(corpus("standard_webhooks.json")).cases

const Others = z.object({
  github: z.array(z.object({ secret: z.string(), body: z.string(), header: z.string(), valid: z.boolean() })),
  slack: z.array(z.object({ secret: z.string(), timestamp: text, body: text, signature: text, valid: z.boolean() })),
  stripe: z.array(z.object({ secret: z.string(), body: text, header: text, valid: z.boolean() })),
})
const others = () => Others.parse(corpus("webhook_cases.json"))
const hex = (secret: string, ...parts: string[]) =>
  hmacOf(createSecretKey(utf8(secret)), parts.map(utf8)).toString("hex")

describe("the HMAC is the one that receivers compute", () => {
  it.each(others().github.filter(({ header }) => header.startsWith("sha256=")))(
    "over the raw body, as GitHub publishes it: $secret",
    ({ secret, body, header, valid }) => {
      // The two good ones of a roll-over are good with another secret than the first.
      const fits = `sha256=${hex(secret, body)}` === header
      expect(fits).toBe(valid && secret !== "foo")
    },
  )

  it.each(others().slack.filter(({ valid }) => valid))("over timestamp and raw body, as Slack does", (published) => {
    const { secret, timestamp, body, signature } = published
    expect(`v0=${hex(secret, `v0:${timestamp ?? ""}:`, body ?? "")}`).toBe(signature)
  })

  it.each(others().stripe.filter(({ valid }) => valid))("over timestamp and raw body, as Stripe does", (published) => {
    const { secret, body, header } = published
    const timestamp = /t=(\d+)/.exec(header ?? "")?.[1] ?? ""
    expect(header?.split(",")).toContain(`v1=${hex(secret, `${timestamp}.`, body ?? "")}`)
  })
})

describe("a delivery is signed as Standard Webhooks publishes it", () => {
  const [published] = standard()
  it("with the headers of the published example", () => {
    const { secret = "", id, timestamp, body = "", signature } = published ?? {}
    const headers = signedHeaders(WebhookSecret.parse(secret), {
      id: id ?? "",
      timestamp: Number(timestamp),
      body: utf8(body),
    })
    expect(headers).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    })
    expect(headers["webhook-signature"]).toBe(signature)
  })

  it.each(standard())(
    "and the receiver of these tests decides as published: $desc",
    ({ secret, now, valid, ...seen }) => {
      expect(accepts(secret, seen, now)).toBe(valid)
    },
  )
})

describe("a secret", () => {
  const whsec = (bytes: number) => `whsec_${Buffer.alloc(bytes, 0xfb).toString("base64")}`

  it.each([24, 25, 26, 32, 64])("has its %i bytes", (bytes) => {
    expect(WebhookSecret.parse(`${whsec(bytes)}\n`).export()).toEqual(Buffer.alloc(bytes, 0xfb))
  })

  it.each<[string, unknown]>([
    ["23 bytes", whsec(23)],
    ["65 bytes", whsec(65)],
    ["no bytes", "whsec_"],
    ["no prefix", whsec(32).slice("whsec_".length)],
    ["another alphabet", whsec(33).replaceAll("+", "-")],
    ["half a byte", `${whsec(33)}A`],
    ["two lines", `${whsec(24)}\n${whsec(24)}`],
    ["no text", 7],
  ])("has not %s, and the refusal says what to do without repeating it", (_, given) => {
    const { error } = WebhookSecret.safeParse(given)
    expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining("openssl rand -base64 32")])
    expect(JSON.stringify(error)).not.toContain(String(given).slice(6) || "nothing")
  })

  it("is shown by nothing that shows a config", () => {
    const config = { webhook: { secret: WebhookSecret.parse(whsec(32)) } }
    const bytes = Buffer.alloc(32, 0xfb)
    const shown = `${inspect(config, { depth: 9, showHidden: true })} ${JSON.stringify(config)}`
    for (const form of ["hex", "base64"] as const) expect(shown).not.toContain(bytes.toString(form).slice(0, 12))
    expect(shown).not.toContain("fb fb fb")
  })
})
