import { existsSync, readFileSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { agentKeys, agentSigner, fileSigner } from "../identity/ssh-keys.ts"
import { type PublicKey, parsePublicKey } from "../identity/public-keys.ts"
import type { Signer } from "../identity/sshsig.ts"
import { CommandError, EXIT } from "./exit.ts"
import { askSecret } from "./terminal.ts"

const fromFile = (path: string): Promise<Signer> =>
  fileSigner({ path, askPassphrase: (file) => askSecret(`Passphrase for ${file}: `) })

/** A `.pub` file names a key that the agent holds; any other file is the key itself. */
const named = (path: string, socket: string | undefined): Promise<Signer> =>
  path.endsWith(".pub") ? agentSigner(socket, publicKeyIn(path)) : fromFile(path)

const publicKeyIn = (path: string): PublicKey => parsePublicKey(readFileSync(path, "utf8").trim())

const heldByAgent = async (socket: string | undefined): Promise<readonly PublicKey[]> =>
  socket === undefined || socket === "" ? [] : await agentKeys(socket).catch(() => [])

/**
 * Who signs: the key that is named; else ~/.ssh/id_ed25519, by the agent where it holds that key; else the agent's only
 * Ed25519 key. The private key is used where it is.
 */
export const signerOf = async (identity: string | undefined): Promise<Signer> => {
  const socket = process.env["SSH_AUTH_SOCK"]
  if (identity !== undefined) return named(identity, socket)
  const file = join(homedir(), ".ssh", "id_ed25519")
  const held = await heldByAgent(socket)
  const own = existsSync(`${file}.pub`) ? publicKeyIn(`${file}.pub`) : null
  const [key, another] = own === null ? held : held.filter(({ fingerprint }) => fingerprint === own.fingerprint)
  if (key !== undefined && another === undefined) return agentSigner(socket, key)
  if (existsSync(file)) return fromFile(file)
  throw new CommandError(
    EXIT.usage,
    another === undefined
      ? `no Ed25519 key is at ${file} or in an ssh-agent: name one with --identity, or make one with \`ssh-keygen -t ed25519\``
      : "the ssh-agent holds several Ed25519 keys: name one with --identity FILE.pub",
  )
}
