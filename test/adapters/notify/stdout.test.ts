import { Writable } from "node:stream"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { stdout } from "../../../adapters/notify/stdout.ts"
import { Notice } from "../../../kernel/notices/notice.ts"
import { noticeWith } from "./fixture.ts"
import { name } from "./secrets.ts"

/** A stream that keeps what is written and passes it on when `pass` says so. */
const stream = (pass: (done: (error?: Error) => void) => void) => {
  const chunks: string[] = []
  const writable = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      chunks.push(String(chunk))
      pass(done)
    },
  })
  return { chunks, writable }
}
const through = (done: () => void) => {
  done()
}

describe("standard output", () => {
  it("gets each notice as one line of JSON", async () => {
    const { chunks, writable } = stream(through)
    const { tell } = stdout(name(), writable)
    const notices = [noticeWith("one"), noticeWith("two\nlines")]
    for (const notice of notices) await Effect.runPromise(tell(notice))
    expect(chunks.map((line) => line.split("\n").length)).toEqual([2, 2])
    expect(chunks.map((line) => Notice.parse(JSON.parse(line)))).toEqual(notices)
  })

  it("shows a terminal nothing that hides or rewrites the line", async () => {
    const { chunks, writable } = stream(through)
    const notice = noticeWith("\u009b2K \u001b[1A \u2028 \u202e \u{e0041} \u{1f6a8} é")
    await Effect.runPromise(stdout(name(), writable).tell(notice))
    const [line = ""] = chunks
    expect(line.slice(0, -1)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
    expect(line).toContain("\\u009b2K \\u001b[1A \\u2028 \\u202e \\udb40\\udc41 \u{1f6a8} é")
    expect(JSON.parse(line)).toEqual(notice)
  })

  it("has a notice once the stream has passed it on, not before", async () => {
    const passing: (() => void)[] = []
    const { chunks, writable } = stream((done) => passing.push(done))
    const telling = Effect.runFork(stdout(name(), writable).tell(noticeWith()))
    await Promise.resolve()
    expect([chunks.length, telling.pollUnsafe()]).toEqual([1, undefined])
    passing.shift()?.()
    await new Promise((resolve) => {
      telling.addObserver(resolve)
    })
    expect(telling.pollUnsafe()).toMatchObject({ _tag: "Success" })
  })

  it.each<[string, (writable: Writable) => void]>([
    ["can't be written", () => undefined],
    ["was closed", (writable) => writable.destroy()],
  ])("that %s has no notice, and nothing else ends of it", async (_, spoil) => {
    const { writable } = stream((done) => {
      done(new Error("EPIPE"))
    })
    const { tell } = stdout(name(), writable)
    spoil(writable)
    const failure = await Effect.runPromise(Effect.flip(tell(noticeWith())))
    expect(failure).toMatchObject({ _tag: "NotDeliveredError", message: "the line can't be written" })
    expect(await Effect.runPromise(Effect.flip(tell(noticeWith())))).toMatchObject({ _tag: "NotDeliveredError" })
  })
})
