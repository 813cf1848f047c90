import { readFileSync } from "node:fs"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { parsePublicKey } from "../../../adapters/identity/public-keys.ts"
import { agentKeys, agentSigner, fileSigner } from "../../../adapters/identity/ssh-keys.ts"
import { sign } from "../../../adapters/identity/sshsig.ts"
import { openssh } from "./openssh.ts"

let ssh: ReturnType<typeof openssh>
beforeEach(() => {
  ssh = openssh()
})
afterEach(() => {
  ssh.end()
})

const message = () => Buffer.from("what is signed")
const nobodyAsks = () => vi.fn<(path: string) => Promise<string>>(() => Promise.reject(new Error("asked")))
const answering = (passphrase: string) => vi.fn<(path: string) => Promise<string>>(() => Promise.resolve(passphrase))

describe("a private key file", () => {
  it("signs what ssh-keygen verifies", async () => {
    const { path, line } = ssh.keygen("alice")
    const signer = await fileSigner({ path, askPassphrase: nobodyAsks() })
    expect(signer.publicKey.fingerprint).toBe(ssh.fingerprint("alice"))
    expect(ssh.verifies(line, message(), await sign(message(), signer))).toBe(true)
  })

  it.each(["aes256-ctr", "aes256-cbc", "aes256-gcm@openssh.com"])(
    "under %s opens with its passphrase, asked for once",
    async (cipher) => {
      const { path, line } = ssh.keygen("alice", { passphrase: "correct horse", cipher })
      const askPassphrase = answering("correct horse")
      const signer = await fileSigner({ path, askPassphrase })
      expect(askPassphrase.mock.calls).toEqual([[path]])
      expect(ssh.verifies(line, message(), await sign(message(), signer))).toBe(true)
    },
  )

  it.each(["wrong horse", ""])(
    "stays shut to the passphrase %j, which the error doesn't repeat",
    async (passphrase) => {
      const { path } = ssh.keygen("alice", { passphrase: "correct horse" })
      const opening = fileSigner({ path, askPassphrase: answering(passphrase) })
      await expect(opening).rejects.toMatchObject({ reason: "wrong-passphrase" })
      await expect(opening).rejects.not.toThrow(/horse/)
    },
  )

  it("is refused, and nobody asked, when the cipher can't be read", async () => {
    const { path } = ssh.keygen("alice", { passphrase: "correct horse", cipher: "chacha20-poly1305@openssh.com" })
    const askPassphrase = nobodyAsks()
    await expect(fileSigner({ path, askPassphrase })).rejects.toMatchObject({ reason: "unsupported-cipher" })
    expect(askPassphrase).not.toHaveBeenCalled()
  })

  it("is refused, and nobody asked, when it isn't Ed25519", async () => {
    const { path } = ssh.keygen("rsa", { type: "rsa", passphrase: "correct horse" })
    const askPassphrase = nobodyAsks()
    await expect(fileSigner({ path, askPassphrase })).rejects.toMatchObject({ reason: "wrong-type" })
    expect(askPassphrase).not.toHaveBeenCalled()
  })

  it("is refused, and nobody asked, when it says that it holds two keys", async () => {
    const { path } = ssh.keygen("alice", { passphrase: "correct horse" })
    const [header, ...rest] = readFileSync(path, "utf8").split("\n")
    const blob = Buffer.from(rest.slice(0, -2).join(""), "base64")
    // The count follows the magic, "aes256-ctr", "bcrypt", and the salt of 16 bytes with the rounds (PROTOCOL.key §1).
    const count = 15 + (4 + 10) + (4 + 6) + (4 + 4 + 16 + 4)
    expect(blob.readUInt32BE(count)).toBe(1)
    blob.writeUInt32BE(2, count)
    const two = ssh.write("two", [header, blob.toString("base64"), ...rest.slice(-2)].join("\n"))
    const askPassphrase = nobodyAsks()
    await expect(fileSigner({ path: two, askPassphrase })).rejects.toMatchObject({ reason: "malformed" })
    expect(askPassphrase).not.toHaveBeenCalled()
  })

  it.each([0o604, 0o640, 0o620, 0o644])("is refused with mode %o, as ssh does", async (mode) => {
    const { path } = ssh.keygen("alice")
    ssh.chmod("alice", mode)
    const opening = fileSigner({ path, askPassphrase: nobodyAsks() })
    await expect(opening).rejects.toMatchObject({ reason: "readable-by-others" })
    await expect(opening).rejects.toThrow(`chmod 600 ${path}`)
  })

  it.each([0o600, 0o400])("is taken with mode %o", async (mode) => {
    const { path } = ssh.keygen("alice")
    ssh.chmod("alice", mode)
    await expect(fileSigner({ path, askPassphrase: nobodyAsks() })).resolves.toBeDefined()
  })

  it("is refused when there is none, or it is something else", async () => {
    const { path, line } = ssh.keygen("alice")
    const attempt = (file: string) => fileSigner({ path: file, askPassphrase: nobodyAsks() })
    await expect(attempt(`${path}.none`)).rejects.toMatchObject({ reason: "no-file" })
    await expect(attempt(ssh.write("public", line))).rejects.toMatchObject({ reason: "malformed" })
    await expect(attempt(ssh.write("empty", ""))).rejects.toMatchObject({ reason: "malformed" })
    await expect(
      attempt(ssh.write("large", `${readFileSync(path, "utf8")}${" ".repeat(65_536)}`)),
    ).rejects.toMatchObject({ reason: "malformed" })
  })
})

describe("the agent", () => {
  it("signs what ssh-keygen verifies", async () => {
    const { line } = ssh.keygen("alice")
    const signer = await agentSigner(ssh.agent("alice"), parsePublicKey(line))
    expect(ssh.verifies(line, message(), await sign(message(), signer))).toBe(true)
  })

  it("lists its Ed25519 keys and leaves out the others", async () => {
    const { line } = ssh.keygen("alice")
    ssh.keygen("rsa", { type: "rsa" })
    expect(await agentKeys(ssh.agent("rsa", "alice"))).toEqual([parsePublicKey(line)])
  })

  it("that doesn't hold the key is told so", async () => {
    ssh.keygen("alice")
    const { line } = ssh.keygen("bob")
    const finding = agentSigner(ssh.agent("alice"), parsePublicKey(line))
    await expect(finding).rejects.toMatchObject({ reason: "not-in-agent" })
    await expect(finding).rejects.toThrow(/ssh-add/)
  })

  it("that won't sign any more is told so", async () => {
    const { line } = ssh.keygen("alice")
    const signer = await agentSigner(ssh.agent("alice"), parsePublicKey(line))
    ssh.forget("alice")
    await expect(sign(message(), signer)).rejects.toMatchObject({ reason: "agent-refused" })
  })

  it.each([undefined, "", "/nonexistent/agent.sock"])("is missing at %j", async (socket) => {
    await expect(agentKeys(socket)).rejects.toMatchObject({ reason: "no-agent" })
  })
})
