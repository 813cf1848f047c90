import { describe, expect, it } from "vitest"
import { fromBase64, reader, string, uint32 } from "../../../adapters/identity/wire.ts"

describe("the SSH data types", () => {
  it("are read as they are written", () => {
    const fields = reader(Buffer.concat([uint32(0xfffffffe), string("é"), string(Buffer.of(0xff)), Buffer.of(7)]))
    expect(fields.uint32()).toBe(0xfffffffe)
    expect(fields.text()).toBe("é")
    expect(fields.string()).toEqual(Buffer.of(0xff))
    expect(fields.ended()).toBe(false)
    expect(fields.bytes(1)).toEqual(Buffer.of(7))
    expect(fields.ended()).toBe(true)
  })

  it("are none where the bytes end too early", () => {
    expect(reader(Buffer.of(0, 0, 0)).uint32()).toBeUndefined()
    expect(reader(Buffer.of(0, 0, 0)).string()).toBeUndefined()
    expect(reader(Buffer.of(0, 0, 0, 5, 1, 2, 3, 4)).string()).toBeUndefined()
    expect(reader(Buffer.of(0, 0, 0, 5, 1, 2, 3, 4)).text()).toBeUndefined()
  })

  it("hold no text that isn't UTF-8", () => {
    expect(reader(string(Buffer.of(0xff))).text()).toBeUndefined()
  })

  it("have one spelling in base64", () => {
    expect(fromBase64("AQI=")).toEqual(Buffer.of(1, 2))
    for (const other of ["AQI", "AQJ=", "AQ I=", "AQI==", "-_8="]) expect(fromBase64(other)).toBeUndefined()
  })
})
