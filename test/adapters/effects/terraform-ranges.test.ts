import { describe, expect, it } from "vitest"
import { type Range, holdEverybody, rangeBetween, rangeOf } from "../../../adapters/effects/terraform-ranges.ts"

const ranges = (...texts: readonly string[]): readonly Range[] =>
  texts.map((text) => {
    const range = rangeOf(text)
    if (range === undefined) throw new Error(`${text} is no range`)
    return range
  })
/** The eighths of a space: 0.0.0.0/3, 32.0.0.0/3 and so on, cut once more. */
const pieces = (length: number) =>
  Array.from({ length: 2 ** length }, (_, at) => `${(at * 2 ** (8 - length)) % 256}.0.0.0/${length}`)

describe("ranges", () => {
  it.each<[string, readonly string[]]>([
    ["everything", ["0.0.0.0/0"]],
    ["everything in two halves", ["0.0.0.0/1", "128.0.0.0/1"]],
    ["attack 15: everything in pieces", pieces(8)],
    ["all but what is private", pieces(6).slice(3, 40)],
    ["a mask for a length", ["0.0.0.0/0.0.0.0"]],
    ["a mask with a hole", ["0.0.0.0/0.255.255.255"]],
    ["an address with a length that holds it", ["203.0.113.7/2"]],
    ["from one address to another", ["1.0.0.0-223.255.255.255"]],
    ["from one address back to another", ["223.255.255.255 - 1.0.0.0"]],
    ["everything of IPv6", ["::/0"]],
    ["what is handed out of IPv6", ["2000::/3"]],
    ["IPv6 in pieces", Array.from({ length: 64 }, (_, at) => `${(0x2000 + at).toString(16)}::/16`)],
    ["attack 15: IPv4 as IPv6 has it", ["::ffff:0.0.0.0/96"]],
    ["the same in hexadecimal", ["::ffff:0:0/96"]],
    ["the same translated", ["64:ff9b::/96"]],
    ["the same in two halves", ["::ffff:0.0.0.0/97", "::ffff:128.0.0.0/97"]],
  ])("hold everybody: %s", (_, texts) => {
    expect(holdEverybody(ranges(...texts))).toBe(true)
  })

  it.each<[string, readonly string[]]>([
    ["nothing", []],
    ["one address", ["203.0.113.7"]],
    ["all that is private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]],
    ["all that is private of IPv6", ["fc00::/7"]],
    ["a provider's own", ["13.32.0.0/15", "13.35.0.0/16", "52.84.0.0/15", "2400:cb00::/32"]],
    ["the same range many times", Array.from({ length: 300 }, () => "17.0.0.0/8")],
    ["one private network as IPv6 has it", ["::ffff:10.0.0.0/104"]],
  ])("hold not everybody: %s", (_, texts) => {
    expect(holdEverybody(ranges(...texts))).toBe(false)
  })

  it.each([
    "",
    "*",
    "sg-1",
    "0.0.0.0/33",
    "::/129",
    "256.0.0.1",
    "1.2.3",
    "1.2.3.4/",
    "1:2",
    "::1::",
    "1.2.3.4-::1",
    "beef",
  ])("are not everything that looks like one: %j", (text) => {
    expect(rangeOf(text)).toBeUndefined()
  })

  it("are told by their ends, in either order, of one family", () => {
    expect(rangeBetween("0.0.0.1", "255.255.255.254")).toEqual({ family: 4, first: 1n, last: 4294967294n })
    expect(rangeBetween("0.0.0.2", "0.0.0.1")).toEqual({ family: 4, first: 1n, last: 2n })
    expect(rangeBetween("0.0.0.2", "::1")).toBeUndefined()
    expect(rangeBetween("x", "::1")).toBeUndefined()
  })
})
