/** What secrets look like, so that none is repeated by a message: people paste keys where names and paths belong. */

const HIDDEN = "…"
const KEY = "(a private key)"

/** A line end as it may stand within a text by then: itself, a blank that it was folded to, or escaped. */
const BREAK = String.raw`(?:\s|\\[nr]|\\u\{?0{0,3}[ad]\}?)`
const BEGIN = String.raw`-{2,5} ?BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?(?: ?-{2,5})?`
const END = String.raw`-{2,5} ?END [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)? ?-{2,5}`

/**
 * Base64 in lines, of a key of 16,384 bits at most. No line goes on in the next without a break, so that there is one way to read
 * it: a text of letters alone, which anybody may send as a name, takes no longer than its length.
 */
const LINES = `[A-Za-z0-9+/=]{8,}(?:${BREAK}+[A-Za-z0-9+/=]{8,}){0,400}`

/** A row a kind: how it looks, and what is left of it. The first ones hold what the later ones would find parts of. */
const shapes: readonly (readonly [RegExp, string])[] = [
  // RFC 7468, RFC 4716, OpenSSH, PGP: whole, or as far as it was pasted.
  [new RegExp(`${BEGIN}(?:(?!- ?BEGIN )[\\s\\S]){0,20000}?${END}`, "g"), KEY],
  [new RegExp(`${BEGIN}(?:${BREAK}*${LINES})?`, "g"), KEY],
  [new RegExp(`(?<![A-Za-z0-9+/=])${LINES}${BREAK}*${END}`, "g"), KEY],
  [/PuTTY-User-Key-File-[^"]*/g, KEY],
  [/AGE-SECRET-KEY-[A-Z0-9-]+/gi, KEY],
  // Ours, and a webhook's.
  [/ik_[A-Za-z0-9-]+_[A-Za-z0-9_-]+/g, `ik_${HIDDEN}`],
  [/whsec_[A-Za-z0-9+/=_-]+/g, `whsec_${HIDDEN}`],
  // Other services', by the prefixes that they give for being found.
  [
    /\b(?:gh[pousr]_|github_pat_|glpat-|hv[sbr]\.|dop_v1_|AIza|ya29\.|[srp]k_(?:live|test)_)[A-Za-z0-9._-]{8,}/g,
    HIDDEN,
  ],
  [/\bxox[abeprs]-[A-Za-z0-9-]{8,}/g, HIDDEN],
  [/\b(?:npm_|sk-|pypi-)[A-Za-z0-9_-]{30,}/g, HIDDEN],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)*/g, HIDDEN],
  [/\b(bearer|basic) +[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/\b([a-z][a-z0-9+.-]{0,31}:\/\/)[^\s/@]{1,512}@/gi, `$1${HIDDEN}@`],
  [/\b((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key)=)[^\s&]+/gi, `$1${HIDDEN}`],
]

/** Letters and digits as random bytes have them: an address, a digest in hexadecimal digits or a word is none. */
const RUN = /(SHA256:)?[A-Za-z0-9+/_-]{24,}={0,2}/g
const isMixed = (part: string): boolean =>
  part.length >= 24 && /[a-z]/.test(part) && /[A-Z]/.test(part) && (part.match(/[0-9]/g) ?? []).length >= 2
const isWord = (part: string): boolean => part.length >= 3 && /^[a-z_-]+$/.test(part)

/** A path has words between its slashes; base64 has slashes among its letters. */
const isRandom = (run: string): boolean => {
  const parts = run.split("/")
  return parts.some(isMixed) || (isMixed(run) && !parts.some(isWord))
}

/** A fingerprint is public, and names a key. */
const withoutRuns = (text: string): string =>
  text.replace(RUN, (run: string, fingerprint?: string) => (fingerprint === undefined && isRandom(run) ? HIDDEN : run))

const withoutShapes = (text: string): string =>
  shapes.reduce((before, [shape, left]) => before.replace(shape, left), text)

/** The text without any secret that it may have repeated. Done again, it leaves what is left as it is. */
export const withoutSecrets = (text: string): string => withoutRuns(withoutShapes(text))

/** Whether a text has in it what is a secret by its form. */
export const hasSecret = (text: string): boolean => withoutShapes(text) !== text
