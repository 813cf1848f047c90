import { describe, expect, it } from "vitest"
import { networkOf, wrongKeys } from "../../../adapters/caps/wrong-keys.ts"

const counting = () => {
  const lines: string[] = []
  let now = 0
  const keys = wrongKeys(
    (line) => lines.push(line),
    () => now,
  )
  return {
    ...keys,
    lines,
    pass: (ms: number) => {
      now += ms
    },
  }
}
const times = (count: number, one: () => number | null) => Array.from({ length: count }, one)

describe("attack 20: wrong API keys", () => {
  it("are counted by address: after a few a minute it is told when to come again, and others are not", () => {
    const { count, pass } = counting()
    expect(times(20, () => count("192.0.2.1"))).toEqual(times(20, () => null))
    pass(10_000)
    expect(count("192.0.2.1")).toBe(50_000)
    expect(count("192.0.2.2")).toBeNull()
    pass(50_000)
    expect(count("192.0.2.1")).toBeNull()
  })

  it("are told to the operator, not one line a try", () => {
    const { count, lines } = counting()
    times(1_040, () => count("192.0.2.1"))
    expect(lines).toEqual([
      "wrong API key: 192.0.2.1 sends one that nobody has",
      "wrong API keys: 192.0.2.1 sends more than 20 a minute that nobody has, and is answered 429",
    ])
  })

  it("take no more room than so many addresses, and leave few lines", () => {
    const { count, size, lines } = counting()
    let address = 0
    times(12_000, () => count(`host-${(address += 1)}`))
    expect([size(), lines.length]).toEqual([10_000, 20])
  })

  it.each([
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["192.0.2.1", "192.0.2.1"],
  ])("of %s are counted for %s", (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})
