import { describe, expect, it, onTestFinished } from "vitest"
import { parsePublicKey } from "../../adapters/identity/public-keys.ts"
import { fileSigner } from "../../adapters/identity/ssh-keys.ts"
import { sign } from "../../adapters/identity/sshsig.ts"
import { newSshKey } from "../../demo/ssh-key.ts"
import { openssh } from "../adapters/identity/openssh.ts"

const message = () => new TextEncoder().encode("approve")
const askPassphrase = () => Promise.reject(new Error("there is none"))

describe("a fresh SSH key of the demo", () => {
  it("is one that OpenSSH takes: what it signs, ssh-keygen verifies", async () => {
    const ssh = openssh()
    onTestFinished(ssh.end)
    const { privateKey, line } = newSshKey("bob@demo")
    const path = ssh.write("bob", privateKey)
    const signature = await sign(message(), await fileSigner({ path, askPassphrase }))
    expect(ssh.verifies(line, message(), signature)).toBe(true)
    // And OpenSSH reads the private half: its own signature verifies too.
    expect(ssh.verifies(line, message(), ssh.sign("bob", message()))).toBe(true)
  })

  it("is whole whatever its bytes, leading zeros among them", () => {
    for (let made = 0; made < 600; made++) expect(parsePublicKey(newSshKey("x").line).raw).toHaveLength(32)
  })
})
