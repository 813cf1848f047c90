import { verifyAsync } from "@noble/ed25519"
import fc from "fast-check"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { parsePublicKey } from "../../../adapters/identity/public-keys.ts"
import { fileSigner } from "../../../adapters/identity/ssh-keys.ts"
import { armor, parse, sign, signedData, type Signer, SshsigError, verify } from "../../../adapters/identity/sshsig.ts"
import { string, uint32 } from "../../../adapters/identity/wire.ts"
import { openssh } from "./openssh.ts"

let ssh: ReturnType<typeof openssh>
beforeEach(() => {
  ssh = openssh()
})
afterEach(() => {
  ssh.end()
})

const message = () => Buffer.from('{"decision":"approve","plan":"…"}')
const altered = () => Buffer.from('{"decision":"reject","plan":"…"}')

const person = async (name: string) => {
  const { path, line } = ssh.keygen(name)
  return { line, signer: await fileSigner({ path, askPassphrase: () => Promise.reject(new Error("not asked")) }) }
}

const reasonFor = (armored: string, bytes: Uint8Array = message()) => {
  try {
    verify(armored, bytes)
  } catch (error) {
    if (error instanceof SshsigError) return error.reason
    throw error
  }
  return "taken"
}

const inArmor = (blob: Uint8Array) =>
  `-----BEGIN SSH SIGNATURE-----\n${Buffer.from(blob).toString("base64")}\n-----END SSH SIGNATURE-----\n`

const blobIn = (armored: string) => Buffer.from(armored.split("\n").slice(1, -2).join(""), "base64")

describe("a signature that we made", () => {
  it("is verified by ssh-keygen, as one of this person", async () => {
    const { line, signer } = await person("alice")
    const armored = await sign(message(), signer)
    expect(ssh.verifies(line, message(), armored)).toBe(true)
    expect(ssh.checks(message(), armored)).toBe(true)
  })

  it("is refused by ssh-keygen for another message, person or namespace", async () => {
    const { line, signer } = await person("alice")
    const mallory = await person("mallory")
    const armored = await sign(message(), signer)
    expect(ssh.verifies(line, altered(), armored)).toBe(false)
    expect(ssh.verifies(mallory.line, message(), armored)).toBe(false)
    expect(ssh.verifies(line, message(), armored, { namespace: "file" })).toBe(false)
  })

  it("holds for noble's strict verification too", async () => {
    const { signer } = await person("alice")
    const { signature, publicKey } = parse(await sign(message(), signer))
    expect(await verifyAsync(signature, signedData(message()), publicKey.raw, { zip215: false })).toBe(true)
    expect(await verifyAsync(signature, signedData(altered()), publicKey.raw, { zip215: false })).toBe(false)
  })

  it("isn't handed out when the signer answers with anything else", async () => {
    const { signer } = await person("alice")
    const mallory = await person("mallory")
    const liar: Signer = { publicKey: signer.publicKey, sign: mallory.signer.sign }
    await expect(sign(message(), liar)).rejects.toMatchObject({ reason: "not-signed-by-key" })
  })

  it("is armored in lines of 76 characters at most", async () => {
    const { signer } = await person("alice")
    const lines = (await sign(message(), signer)).split("\n")
    expect(Math.max(...lines.map((line) => line.length))).toBe(76)
  })
})

describe("a signature that ssh-keygen made", () => {
  it.each([{ options: ["-O", "hashalg=sha256"] }, { options: ["-O", "hashalg=sha512"] }, { options: [] }])(
    "names its key, with $options",
    ({ options }) => {
      const { line } = ssh.keygen("alice")
      const armored = ssh.sign("alice", message(), { options })
      expect(verify(armored, message()).fingerprint).toBe(parsePublicKey(line).fingerprint)
    },
  )

  it("is refused for an altered message", () => {
    ssh.keygen("alice")
    expect(reasonFor(ssh.sign("alice", message()), altered())).toBe("not-signed-by-key")
  })

  it("is refused in another namespace", () => {
    ssh.keygen("alice")
    expect(reasonFor(ssh.sign("alice", message(), { namespace: "git" }))).toBe("wrong-namespace")
  })

  it.each(["rsa", "ecdsa"])("is refused when the key is %s", (type) => {
    ssh.keygen(type, { type })
    expect(reasonFor(ssh.sign(type, message()))).toBe("wrong-key-type")
  })

  it("is refused under the name of another key", () => {
    ssh.keygen("alice")
    const mallory = parsePublicKey(ssh.keygen("mallory").line)
    const envelope = parse(ssh.sign("alice", message()))
    expect(reasonFor(armor(envelope))).toBe("taken")
    expect(reasonFor(armor({ ...envelope, publicKey: mallory }))).toBe("not-signed-by-key")
  })

  it("is refused when it says another namespace than was signed", () => {
    ssh.keygen("alice")
    const envelope = parse(ssh.sign("alice", message(), { namespace: "git" }))
    expect(reasonFor(armor({ ...envelope, namespace: "interlock" }))).toBe("not-signed-by-key")
  })

  it("is refused when it says another hash than was signed", () => {
    ssh.keygen("alice")
    const envelope = parse(ssh.sign("alice", message(), { options: ["-O", "hashalg=sha512"] }))
    expect(reasonFor(armor({ ...envelope, hash: "sha256" }))).toBe("not-signed-by-key")
  })
})

describe("the envelope", () => {
  it("counts only whole: no prefix of it is a signature", async () => {
    const armored = await sign(message(), (await person("alice")).signer)
    expect(reasonFor(armored)).toBe("taken")
    expect(reasonFor(armored.slice(0, -1))).toBe("taken")
    for (let length = 0; length < armored.length - 1; length += 1) {
      expect(reasonFor(armored.slice(0, length))).toBe("malformed")
    }
  })

  it("counts only whole: no prefix of its blob is a signature, nor anything longer", async () => {
    const blob = blobIn(await sign(message(), (await person("alice")).signer))
    expect(reasonFor(inArmor(blob))).toBe("taken")
    for (let length = 0; length < blob.length; length += 1) {
      expect(reasonFor(inArmor(blob.subarray(0, length)))).not.toBe("taken")
    }
    expect(reasonFor(inArmor(Buffer.concat([blob, Buffer.of(0)])))).toBe("malformed")
  })

  it("counts only unaltered: no bit of it may differ", async () => {
    const blob = blobIn(await sign(message(), (await person("alice")).signer))
    fc.assert(
      fc.property(fc.nat(blob.length * 8 - 1), (bit) => {
        const other = Uint8Array.from(blob)
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(reasonFor(inArmor(other))).not.toBe("taken")
      }),
    )
  })

  it("starts at the header, ends at the footer, and spells its base64 in one way", async () => {
    const armored = await sign(message(), (await person("alice")).signer)
    expect(reasonFor(`\n${armored}`)).toBe("malformed")
    expect(reasonFor(`${armored}\n`)).toBe("malformed")
    expect(reasonFor(armored.replaceAll("\n", "\r\n"))).toBe("malformed")
    expect(reasonFor(armored.replace("\n", "\n\n"))).toBe("malformed")
    expect(reasonFor(armored.replace("U1NI", "U1 NI"))).toBe("malformed")
    expect(reasonFor(`${armored}${armored}`)).toBe("malformed")
    expect(reasonFor(armored.replace("BEGIN SSH", "BEGIN PGP"))).toBe("malformed")
    expect(reasonFor(armor({ ...parse(armored), namespace: "x".repeat(4096) }))).toBe("malformed")
    expect(reasonFor("-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n")).toBe("malformed")
  })

  it("is refused with another version, a filled reserved field, another hash, another signature type or length", async () => {
    const { publicKey, signature } = parse(await sign(message(), (await person("alice")).signer))
    const key = Buffer.concat([string("ssh-ed25519"), string(publicKey.raw)])
    const envelope = ({
      version = 1,
      reserved = "",
      hash = "sha256",
      type = "ssh-ed25519",
      bytes = signature,
      rest = "",
    } = {}) =>
      inArmor(
        Buffer.concat([
          Buffer.from("SSHSIG"),
          uint32(version),
          string(key),
          string("interlock"),
          string(reserved),
          string(hash),
          string(Buffer.concat([string(type), string(bytes), Buffer.from(rest)])),
        ]),
      )
    expect(reasonFor(envelope())).toBe("taken")
    expect(reasonFor(envelope({ version: 0 }))).toBe("unsupported")
    expect(reasonFor(envelope({ version: 2 }))).toBe("unsupported")
    expect(reasonFor(envelope({ reserved: "tag" }))).toBe("unsupported")
    expect(reasonFor(envelope({ hash: "sha1" }))).toBe("unsupported")
    expect(reasonFor(envelope({ hash: "constructor" }))).toBe("unsupported")
    expect(reasonFor(envelope({ type: "ssh-rsa" }))).toBe("wrong-key-type")
    expect(reasonFor(envelope({ bytes: signature.slice(1) }))).toBe("malformed")
    expect(reasonFor(envelope({ rest: "more" }))).toBe("malformed")
  })

  it("is refused when S isn't below the group's order (RFC 8032 §5.1.7), though it is the same scalar", async () => {
    const envelope = parse(await sign(message(), (await person("alice")).signer))
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const scalar = BigInt(`0x${Buffer.from(envelope.signature.slice(32)).reverse().toString("hex")}`) + order
    const malleable = Buffer.from(envelope.signature)
    Buffer.from(scalar.toString(16).padStart(64, "0"), "hex").reverse().copy(malleable, 32)
    expect(reasonFor(armor({ ...envelope, signature: malleable }))).toBe("not-signed-by-key")
  })
})
