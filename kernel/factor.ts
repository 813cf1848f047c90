import * as z from "zod"
import { KeyFingerprint } from "./keyring.ts"
import { Instant } from "./time.ts"

/** A second factor that the door has verified: by which key of the person's it was signed, and when. */
export const Factor = z.strictObject({ key: KeyFingerprint, at: Instant })
export type Factor = Readonly<z.infer<typeof Factor>>

/** Whether a factor was signed before now, and not too long before. */
export const isProvenNow = (
  factor: Factor | null,
  { now, factorMs }: { readonly now: Instant; readonly factorMs: number },
): boolean => factor !== null && factor.at <= now && now < factor.at + factorMs
