import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { keysFrom } from "../../../adapters/signer/trusted.ts"
import { keyIdOf } from "../../../kernel/ledger/ed25519.ts"
import { acme, globex, signerOf } from "../../kernel/ledger/fixtures.ts"

const [first, second, current] = [1, 2, 3].map((seed) => signerOf(seed).publicKey) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
]

/** The first key signed three records of acme, the second the next two; of globex only the first signed one. */
const keys = () =>
  keysFrom(
    [current],
    [
      {
        publicKey: first,
        from: new Map(),
        until: new Map([
          [acme(), 3],
          [globex(), 1],
        ]),
      },
      { publicKey: second, from: new Map([[acme(), 3]]), until: new Map([[acme(), 5]]) },
    ],
  )

const signing = (tenant: string, seq: number) =>
  [first, second, current].map((key) => keys().get(keyIdOf(key), { tenant, seq }) !== undefined)

describe("the keys of a log that was handed over", () => {
  it.each([
    ["acme", 0, [true, false, false]],
    ["acme", 2, [true, false, false]],
    ["acme", 3, [false, true, false]],
    ["acme", 4, [false, true, false]],
    ["acme", 5, [false, false, true]],
    ["acme", 1_000, [false, false, true]],
    ["globex", 0, [true, false, false]],
    ["globex", 1, [false, false, true]],
    ["initech", 0, [false, false, true]],
  ])("count each for its own records: %s %i", (tenant, seq, signs) => {
    expect(signing(tenant, seq)).toEqual(signs)
  })

  it("have none by a name that isn't one of theirs", () => {
    expect(keys().get("0".repeat(16), { tenant: acme(), seq: 0 })).toBeUndefined()
  })

  it("may come back later", () => {
    const again = keysFrom(
      [first],
      [
        { publicKey: first, from: new Map(), until: new Map([[acme(), 1]]) },
        { publicKey: second, from: new Map([[acme(), 1]]), until: new Map([[acme(), 2]]) },
      ],
    )
    const signs = [0, 1, 2].map((seq) => again.get(keyIdOf(first), { tenant: acme(), seq }) !== undefined)
    expect(signs).toEqual([true, false, true])
  })

  it("verify with the key itself", async () => {
    const message = Uint8Array.of(1)
    const { sign } = signerOf(3)
    const signature = await Effect.runPromise(sign(message))
    const verify = keys().get(keyIdOf(current), { tenant: acme(), seq: 5 })
    expect(verify?.(message, signature)).toBe(true)
    expect(verify?.(Uint8Array.of(2), signature)).toBe(false)
  })
})
