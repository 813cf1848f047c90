import { spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Runs a tool of OpenSSH and says clearly when the machine lacks it. */
const run = (tool: string, args: readonly string[], input?: Uint8Array, env: NodeJS.ProcessEnv = {}) => {
  const { status, stdout, stderr, error } = spawnSync(tool, args, {
    input: input ?? "",
    env: { ...process.env, SSH_ASKPASS_REQUIRE: "never", ...env },
    encoding: "utf8",
  })
  if (error)
    throw new Error(`these tests need ${tool}: install openssh-client (apt-get install openssh-client)`, {
      cause: error,
    })
  return { ok: status === 0, stdout, stderr }
}

const must = (result: ReturnType<typeof run>) => {
  if (!result.ok) throw new Error(result.stderr)
  return result.stdout
}

/** A folder of its own with a real OpenSSH around it. */
export const openssh = () => {
  const folder = mkdtempSync(join(tmpdir(), "interlock-ssh-"))
  const path = (name: string) => join(folder, name)
  let agent: Readonly<{ socket: string; pid: number }> | undefined

  return {
    path,
    keygen: (name: string, { type = "ed25519", passphrase = "", cipher = "aes256-ctr" } = {}) => {
      const strength = type === "rsa" ? ["-b", "2048"] : []
      must(
        run("ssh-keygen", [
          "-q",
          "-t",
          type,
          ...strength,
          "-N",
          passphrase,
          "-Z",
          cipher,
          "-a",
          "2",
          "-C",
          `${name}@test`,
          "-f",
          path(name),
        ]),
      )
      return { path: path(name), line: readFileSync(path(`${name}.pub`), "utf8") }
    },
    fingerprint: (name: string) => must(run("ssh-keygen", ["-l", "-f", path(`${name}.pub`)])).split(" ")[1],
    sign: (name: string, message: Uint8Array, { namespace = "interlock", options = new Array<string>() } = {}) =>
      must(run("ssh-keygen", ["-q", "-Y", "sign", "-n", namespace, ...options, "-f", path(name)], message)),
    /** Whether `ssh-keygen -Y verify` takes the signature as one of the person whose public key line this is. */
    verifies: (line: string, message: Uint8Array, signature: string, { namespace = "interlock" } = {}) => {
      writeFileSync(path("allowed"), `person ${line}`)
      writeFileSync(path("signature"), signature)
      const args = ["-Y", "verify", "-n", namespace, "-I", "person", "-f", path("allowed"), "-s", path("signature")]
      return run("ssh-keygen", args, message).ok
    },
    checks: (message: Uint8Array, signature: string, { namespace = "interlock" } = {}) => {
      writeFileSync(path("signature"), signature)
      return run("ssh-keygen", ["-Y", "check-novalidate", "-n", namespace, "-s", path("signature")], message).ok
    },
    /** A real agent that holds the keys of these names, and its socket. */
    agent: (...names: readonly string[]) => {
      const socket = path("agent.sock")
      const started = must(run("ssh-agent", ["-s", "-a", socket]))
      agent = { socket, pid: Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]) }
      for (const name of names) must(run("ssh-add", ["-q", path(name)], undefined, { SSH_AUTH_SOCK: socket }))
      return socket
    },
    forget: (name: string) =>
      must(run("ssh-add", ["-q", "-d", path(name)], undefined, { SSH_AUTH_SOCK: agent?.socket })),
    chmod: (name: string, mode: number) => {
      chmodSync(path(name), mode)
    },
    write: (name: string, text: string, mode = 0o600) => {
      writeFileSync(path(name), text, { mode })
      return path(name)
    },
    end: () => {
      if (agent) process.kill(agent.pid)
      rmSync(folder, { recursive: true })
    },
  }
}
