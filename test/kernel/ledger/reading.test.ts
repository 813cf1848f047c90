import { it as property } from "@fast-check/vitest"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { canonicalize, parseJson } from "../../../kernel/canonical.ts"
import { decodeRecord } from "../../../kernel/ledger/chain.ts"
import { LogRecord } from "../../../kernel/ledger/record.ts"
import { chain, utf8 } from "./fixtures.ts"

const bytes = () => chain(1).records[0]?.bytes ?? new Uint8Array(0)
const text = () => new TextDecoder().decode(bytes())

/** The same verdict by the long way: the strict reader, the schema, and the bytes made again. */
const strictly = (given: Uint8Array): LogRecord | null => {
  try {
    const record = LogRecord.parse(parseJson(given))
    return Buffer.from(canonicalize(record)).equals(given) ? record : null
  } catch {
    return null
  }
}

const replaced = (from: string, to: string): Uint8Array => {
  expect(text()).toContain(from)
  return utf8(text().replace(from, () => to))
}
const spliced = (given: Uint8Array, at: number, cut: number, ...put: number[]): Uint8Array =>
  Uint8Array.from(Array.from(given).toSpliced(at % given.length, cut, ...put))

describe("a record is read leniently and made again, which is as strict as the strict reader", () => {
  it("takes what was written", () => {
    expect(decodeRecord(bytes())).toEqual(strictly(bytes()))
    expect(decodeRecord(bytes())).not.toBeNull()
  })

  it.each<[string, () => Uint8Array]>([
    ["a name twice with one value", () => replaced('"seq":0,', '"seq":0,"seq":0,')],
    ["a name twice, the later one right", () => replaced('"seq":0,', '"seq":1,"seq":0,')],
    ["a name twice within the body", () => replaced('"call":null,', '"call":null,"call":null,')],
    ["a blank", () => replaced('"seq":0', '"seq": 0')],
    ["a line at the end", () => utf8(`${text()}\n`)],
    ["names out of order", () => replaced('"seq":0,"tenant":"acme"', '"tenant":"acme","seq":0')],
    ["a number in another spelling", () => replaced('"version":1', '"version":1.0')],
    ["minus zero", () => replaced('"seq":0', '"seq":-0')],
    ["a number that rounds to the right one", () => replaced('"version":1', '"version":1.00000000000000000001')],
    ["an escape where none is needed", () => replaced('"acme"', '"\\u0061cme"')],
    ["a mark of byte order", () => Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes())],
    ["what is no UTF-8", () => spliced(bytes(), text().indexOf("key-0"), 1, 0xff)],
    ["an overlong form", () => spliced(bytes(), text().indexOf("key-0"), 1, 0xc1, 0xab)],
    ["a name of the prototype", () => replaced('{"ask"', '{"__proto__":{},"ask"')],
    ["a name more", () => replaced('"warnings":[]', '"warnings":[],"x":1')],
    ["nothing", () => new Uint8Array(0)],
  ])("refuses %s", (_, given) => {
    expect(strictly(given())).toBeNull()
    expect(decodeRecord(given())).toBeNull()
  })

  property.prop(
    [
      fc.nat(2_000),
      fc.nat(3),
      fc.array(fc.oneof(fc.nat(255), fc.constantFrom(...utf8('{}[]",:0 \\nu\n-.e'))), { maxLength: 4 }),
    ],
    { numRuns: 2_000 },
  )("comes to the strict verdict on any bytes near a record", (at, cut, put) => {
    const given = spliced(bytes(), at, cut, ...put)
    expect(decodeRecord(given)).toEqual(strictly(given))
  })

  property.prop([fc.nat(40), fc.nat(40)], { numRuns: 500 })(
    "comes to the strict verdict where a part of it stands twice",
    (from, length) => {
      const parts = text().split(",")
      const given = utf8(
        parts
          .toSpliced(from % parts.length, 0, ...parts.slice(from % parts.length, (from % parts.length) + (length % 5)))
          .join(","),
      )
      expect(decodeRecord(given)).toEqual(strictly(given))
    },
  )
})
