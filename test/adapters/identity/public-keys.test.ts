import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { formatPublicKey, parsePublicKey, PublicKeyError } from "../../../adapters/identity/public-keys.ts"
import { string } from "../../../adapters/identity/wire.ts"
import { openssh } from "./openssh.ts"

let ssh: ReturnType<typeof openssh>
beforeEach(() => {
  ssh = openssh()
})
afterEach(() => {
  ssh.end()
})

const reasonFor = (line: string) => {
  try {
    parsePublicKey(line)
  } catch (error) {
    if (error instanceof PublicKeyError) return error.reason
  }
  return "taken"
}

const lineOf = (...fields: readonly (string | Uint8Array)[]) =>
  `ssh-ed25519 ${Buffer.concat(fields.map(string)).toString("base64")}`

describe("a public key line", () => {
  it("has the fingerprint that ssh-keygen prints, and is written as it was read", () => {
    const { line } = ssh.keygen("alice")
    const key = parsePublicKey(line)
    expect(key.fingerprint).toBe(ssh.fingerprint("alice"))
    expect(key.raw).toHaveLength(32)
    expect(key.comment).toBe("alice@test")
    expect(`${formatPublicKey(key)}\n`).toBe(line)
  })

  it("without a comment is written without one", () => {
    const [type, body] = ssh.keygen("alice").line.split(" ")
    const line = `${type ?? ""} ${body ?? ""}`
    expect(formatPublicKey(parsePublicKey(line))).toBe(line)
  })

  it.each(["rsa", "ecdsa"])("of type %s is refused, with what to do", (type) => {
    const { line } = ssh.keygen(type, { type })
    expect(reasonFor(line)).toBe("wrong-type")
    expect(() => parsePublicKey(line)).toThrow(/ssh-keygen -t ed25519/)
  })

  it("is refused when it is cut short, has options, or is several lines", () => {
    const { line } = ssh.keygen("alice")
    expect(reasonFor("")).toBe("malformed")
    expect(reasonFor(`${line.slice(0, 60)} alice`)).toBe("malformed")
    expect(reasonFor(`no-pty ${line}`)).toBe("malformed")
    expect(reasonFor(`${line}${line}`)).toBe("malformed")
    expect(reasonFor(line.replace("ssh-ed25519 ", "ssh-ed25519  "))).toBe("malformed")
  })

  it("is refused when the blob says another type, another length, or more than a key", () => {
    const raw = parsePublicKey(ssh.keygen("alice").line).raw
    expect(reasonFor(lineOf("ssh-ed25519", raw))).toBe("taken")
    expect(reasonFor(lineOf("ssh-rsa", raw))).toBe("wrong-type")
    expect(reasonFor(lineOf("ssh-ed25519", raw.slice(1)))).toBe("malformed")
    expect(reasonFor(lineOf("ssh-ed25519", raw, "more"))).toBe("malformed")
  })

  it("is refused when anybody could sign for it: a point of small order, or no point at all", () => {
    const identity = new Uint8Array(32)
    identity[0] = 1
    expect(reasonFor(lineOf("ssh-ed25519", identity))).toBe("weak")
    expect(reasonFor(lineOf("ssh-ed25519", new Uint8Array(32)))).toBe("weak")
    expect(reasonFor(lineOf("ssh-ed25519", new Uint8Array(32).fill(0xff)))).toBe("weak")
  })
})
