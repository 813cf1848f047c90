import { canonicalize } from "../../kernel/canonical.ts"
import { formatPublicKey } from "../identity/public-keys.ts"
import { sign } from "../identity/sshsig.ts"
import { signerOf } from "./signing.ts"

/** Signs a statement on this machine, as it travels. */
export const signed = async (statement: object, identity: string | undefined) => {
  const signer = await signerOf(identity)
  const bytes = canonicalize(statement)
  return {
    statement: new TextDecoder().decode(bytes),
    proof: {
      format: "sshsig",
      publicKey: formatPublicKey({ ...signer.publicKey, comment: "" }),
      signature: await sign(bytes, signer),
    },
  } as const
}
