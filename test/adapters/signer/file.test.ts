import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { generateKeyPairSync } from "node:crypto"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { createKey, fileSigner } from "../../../adapters/signer/file.ts"
import { verifier as openssl } from "../../../adapters/signer/verifier.ts"
import { keyIdOf, verifier as noble } from "../../../kernel/ledger/ed25519.ts"
import { Signer, signEach } from "../../../kernel/ledger/signer.ts"
import { utf8 } from "../../kernel/ledger/fixtures.ts"
import { tmp } from "../tmp.ts"

const fresh = () => join(tmp(), "key.pem")
const using = <A, E>(path: string, use: (signer: Signer["Service"]) => Effect.Effect<A, E>) =>
  Effect.runPromise(Signer.use(use).pipe(Effect.provide(fileSigner(path))))
const refusal = (path: string) => Effect.runPromise(Effect.flip(Signer.pipe(Effect.provide(fileSigner(path)))))

describe("a new key", () => {
  it("is a file for its owner only, and tells its public part", async () => {
    const path = fresh()
    const { keyId, publicKey } = await Effect.runPromise(createKey(path))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(publicKey).toHaveLength(32)
    expect(keyId).toBe(keyIdOf(publicKey))
    await using(path, (signer) =>
      Effect.sync(() => {
        expect(signer).toMatchObject({ keyId, publicKey })
      }),
    )
  })

  it("is a key that others can read", async () => {
    const path = fresh()
    await Effect.runPromise(createKey(path))
    expect(execFileSync("openssl", ["pkey", "-in", path, "-noout", "-text"], { encoding: "utf8" })).toContain(
      "ED25519 Private-Key",
    )
  })

  it("never takes the place of another one", async () => {
    const path = fresh()
    await Effect.runPromise(createKey(path))
    const before = readFileSync(path)
    const failure = await Effect.runPromise(Effect.flip(createKey(path)))
    expect(failure).toMatchObject({ _tag: "KeyFileError", path })
    expect(failure.message).toContain("is there already")
    expect(readFileSync(path)).toEqual(before)
  })

  it("is not made where there is no directory", async () => {
    expect(await Effect.runPromise(Effect.flip(createKey(join(tmp(), "none", "key.pem"))))).toMatchObject({
      _tag: "KeyFileError",
    })
  })
})

describe("a key file", () => {
  it("signs so that the kernel and OpenSSL both say so", async () => {
    const path = fresh()
    await Effect.runPromise(createKey(path))
    await using(path, ({ sign, publicKey }) =>
      Effect.gen(function* () {
        const signature = yield* sign(utf8("message"))
        for (const verifier of [noble, openssl]) {
          expect(verifier(publicKey)(utf8("message"), signature)).toBe(true)
          expect(verifier(publicKey)(utf8("another"), signature)).toBe(false)
        }
      }),
    )
  })

  it.each([0, 1, 2, 4, 5, 64])("signs %i at once as it signs one, in their order", async (several) => {
    const path = fresh()
    await Effect.runPromise(createKey(path))
    const messages = Array.from({ length: several }, (_, at) => utf8(`message ${at}`))
    await using(path, (signer) =>
      Effect.gen(function* () {
        expect(signer.signAll).toBeDefined()
        expect(yield* signEach(signer, messages)).toEqual(yield* Effect.forEach(messages, signer.sign))
      }),
    )
  })

  it("may be reached by a link, as secrets that are mounted are", async () => {
    const path = fresh()
    const { keyId } = await Effect.runPromise(createKey(path))
    symlinkSync(path, `${path}.link`)
    await using(`${path}.link`, (signer) =>
      Effect.sync(() => {
        expect(signer.keyId).toBe(keyId)
      }),
    )
  })

  it.each([0o640, 0o604, 0o620, 0o602, 0o610])("is refused when its mode is %o", async (mode) => {
    const path = fresh()
    await Effect.runPromise(createKey(path))
    chmodSync(path, mode)
    const { message } = await refusal(path)
    expect(message).toContain(`run \`chmod 600 ${path}\``)
  })

  it("is refused when it isn't there, or is a directory", async () => {
    const path = fresh()
    expect((await refusal(path)).message).toBe(`there is no key at ${path}: make it with \`interlock keys init\``)
    mkdirSync(path, { mode: 0o700 })
    expect((await refusal(path)).message).toBe(`${path} is not a file`)
  })

  it.each([
    ["not a key", () => "secret words"],
    [
      "a key of another kind",
      () =>
        generateKeyPairSync("ec", { namedCurve: "P-256" })
          .privateKey.export({ type: "pkcs8", format: "pem" })
          .toString(),
    ],
    ["a public key", () => generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString()],
    [
      "an encrypted key",
      () =>
        generateKeyPairSync("ed25519")
          .privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" })
          .toString(),
    ],
  ])("is refused when it holds %s, and nothing of it is told", async (_, content) => {
    const path = fresh()
    writeFileSync(path, content(), { mode: 0o600 })
    const { message } = await refusal(path)
    expect(message).toBe(
      `${path} is not an unencrypted Ed25519 key in PKCS#8 PEM: make one with \`openssl genpkey -algorithm ed25519\``,
    )
  })
})
