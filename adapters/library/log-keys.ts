import { readFileSync } from "node:fs"
import { Effect } from "effect"
import type { Keys } from "../../kernel/ledger/ed25519.ts"
import { Signer } from "../../kernel/ledger/signer.ts"
import type { Config } from "../config/config.ts"
import { ownershipProblem } from "../ownership.ts"
import { KeyFileError } from "../signer/file.ts"
import { type FormerKey, keysFrom } from "../signer/trusted.ts"
import { readPublicKey } from "./public-key.ts"

const readFormer = (path: string): Uint8Array => {
  const shared = ownershipProblem(path)
  // Whoever can change it says whose records are believed.
  if (shared !== null) throw new KeyFileError({ path, message: shared })
  try {
    return readPublicKey(readFileSync(path, "utf8"))
  } catch {
    throw new KeyFileError({
      path,
      message: `${path} under signer.trusted can't be read as an Ed25519 public key: name the PEM or JWK of the former key's public half`,
    })
  }
}

/** The keys that signed a config's logs before the one in use. @throws KeyFileError */
const formerKeys = ({ signer }: Pick<Config, "signer">): readonly FormerKey[] =>
  signer.trusted.map(({ publicKey, from, until }) => ({ publicKey: readFormer(publicKey), from, until }))

/** The keys that a config's logs may be signed with: the one in use, and those before it. */
export const logKeys = (config: Pick<Config, "signer">): Effect.Effect<Keys, KeyFileError, Signer> =>
  Effect.flatMap(Signer, ({ publicKey }) =>
    Effect.try({
      try: () => keysFrom([publicKey], formerKeys(config)),
      catch: (error) =>
        error instanceof KeyFileError
          ? error
          : new KeyFileError({ path: config.signer.key, message: "the former keys can't be used" }),
    }),
  )
