import { describe, expect, it } from "vitest"
import { acme } from "../library/fixture.ts"
import { problem, service } from "./fixture.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const post = async (body: Uint8Array<ArrayBuffer>, path = "/v1/decisions") => {
  const { send, gate, reported } = await service()
  const headers = { "content-type": "application/json" }
  const refused = await problem(await send("ci", path, { method: "POST", headers, body }))
  return { ...refused, records: (await gate.log.head(acme())).size, reported }
}

describe("attack 16: a body that readers could read in two ways", () => {
  it.each([
    ["a name given twice", bytes('{"tool":"mail.send","tool":"tickets.search","payload":"x"}'), 21, "twice"],
    [
      "a name given twice, once in another spelling",
      bytes('{"tool":"mail.send","t\\u006fol":"tickets.search","payload":"x"}'),
      21,
      "twice",
    ],
    [
      "a name given twice within",
      bytes('{"tool":"tickets.search","payload":{"base64":"eA==","base64":"eQ=="}}'),
      53,
      "twice",
    ],
    [
      "bytes that are not UTF-8",
      Uint8Array.from([...bytes('{"tool":"tickets.search","payload":"'), 0xff, ...bytes('"}')]),
      37,
      "UTF-8",
    ],
    [
      "an overlong form of UTF-8",
      Uint8Array.from([...bytes('{"tool":"tickets.search","payload":"'), 0xc0, 0xaf, ...bytes('"}')]),
      37,
      "UTF-8",
    ],
    ["a byte order mark", bytes('\ufeff{"tool":"tickets.search","payload":"x"}'), 1, "byte order mark"],
    ["more after its end", bytes('{"tool":"tickets.search","payload":"x"}{}'), 40, "more text"],
    ["a comma too many", bytes('{"tool":"tickets.search","payload":"x",}'), 40, "not JSON"],
  ])("%s, is refused with its place, and nothing is recorded", async (_, body, column, why) => {
    const { name, status, told, records, reported } = await post(body)
    expect([name, status, records, reported]).toEqual(["malformed", 400, 0, []])
    expect(told.errors).toEqual([
      {
        in: "json",
        path: "",
        problem: expect.stringMatching(new RegExp(`^line 1, column ${column}: .*${why}`)) as unknown,
      },
    ])
  })

  it("is refused for every domain's commands", async () => {
    for (const path of [
      "/v1/approvals/req_0/approve",
      "/v1/approvals/req_0/consume",
      "/v1/grants",
      "/v1/grants/grant_0/countersign",
    ])
      expect((await post(bytes('{"seat":1,"seat":2}'), path)).told.errors).toMatchObject([{ in: "json" }])
  })
})
