import { type Html, html } from "./html.ts"
import type { Certificate } from "./certificate.ts"
import {
  type ControlStatus,
  type Evidence,
  type LivenessRow,
  type Row,
  type SiteRow,
  type TestRow,
  fullName,
} from "./judge.ts"

const STYLE = `
  body { font: 15px/1.5 Georgia, "Times New Roman", serif; color: #111; max-width: 72rem; margin: 2rem auto; padding: 0 1.5rem }
  h1, h2, h3, h4, th, .status { font-family: "Helvetica Neue", Arial, sans-serif; line-height: 1.25 }
  h2 { margin-top: 3rem; border-top: 2px solid #111; padding-top: 1rem }
  code { font: 0.85em/1.4 Menlo, Consolas, monospace; overflow-wrap: anywhere }
  table { border-collapse: collapse; width: 100%; margin: 0.75rem 0 1.5rem }
  caption { text-align: left; font-style: italic; padding-bottom: 0.25rem }
  th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid #ccc }
  th { font-size: 0.8rem }
  dt { font-weight: bold; margin-top: 0.5rem }
  dd { margin: 0 }
  .status { font-weight: bold; white-space: nowrap }
  .falls { color: #a40000 }
  @media print {
    body { margin: 0; max-width: none; font-size: 10pt }
    h2 { break-before: page }
    tr { break-inside: avoid }
  }
`

const yes = (holds: boolean): Html => (holds ? html`yes` : html`<strong class="falls">no</strong>`)

const statusOf = (status: string): Html =>
  html`<span class="status${status === "not-satisfied" ? " falls" : ""}">${status.replace("-", " ")}</span>`

const list = (items: readonly string[]): Html =>
  html`<ul>
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`

const controlLine = ({ control, title, baseline, status }: ControlStatus): Html =>
  html`<tr>
    <th scope="row"><a href="#${control}">${control}</a></th>
    <td>${title}</td>
    <td>${baseline}</td>
    <td>${statusOf(status)}</td>
  </tr> `

const siteLine = (row: SiteRow): Html =>
  html`<tr>
    <th scope="row"><code>${fullName(row)}</code></th>
    <td><code>${row.property ?? "none named"}</code><br />${row.words ?? ""}</td>
    <td>${row.threat ?? ""}</td>
    <td>${yes(row.killed)}</td>
    <td>${yes(row.equal)}</td>
    <td>${yes(row.replayed)}</td>
    <td><code>${row.command}</code></td>
  </tr> `

const livenessLine = (row: LivenessRow): Html =>
  html`<tr>
    <th scope="row"><code>${fullName(row)}</code></th>
    <td><code>${row.property ?? "none named"}</code></td>
    <td>${row.expected ?? ""}</td>
    <td>${row.words ?? ""}</td>
    <td>${yes(row.ok)}</td>
    <td><code>${row.command}</code></td>
  </tr> `

const livenessTable = (runs: readonly LivenessRow[]): Html =>
  html`<table>
    <caption>
      What comes about in every run of the model that goes on for ever, under the fairness said; and that it falls where
      something is left out.
    </caption>
    <thead>
      <tr>
        <th scope="col">Run</th>
        <th scope="col">Property</th>
        <th scope="col">Expected</th>
        <th scope="col">In words</th>
        <th scope="col">TLC says so</th>
        <th scope="col">Asked again by</th>
      </tr>
    </thead>
    <tbody>
      ${runs.map(livenessLine)}
    </tbody>
  </table>`

const testLine = ({ id, expects, fate }: TestRow): Html =>
  html`<tr>
    <td><code>${id}</code></td>
    <td>${expects}</td>
    <td>${fate === "passed" ? html`passed` : html`<strong class="falls">${fate}</strong>`}</td>
  </tr> `

const rowOf = (row: Row): Html =>
  html` <section>
    <h3 id="${row.objective}">
      <code>${row.objective}</code>:
      ${statusOf(row.status)}${row.status === "satisfied" && row.max === "partial" ? ", for the part that is claimed" : ""}
    </h3>
    ${
      row.because.length === 0
        ? ""
        : html`<p class="falls">Not satisfied, because:</p>
            ${list(row.because)}`
    }
    <dl>
      <dt>The objective, in short</dt>
      <dd>${row.asks}</dd>
      <dt>Origination</dt>
      <dd>${row.origination}</dd>
      <dt>Claim</dt>
      <dd>${row.claim}</dd>
      <dt>Against</dt>
      <dd>${row.threats}</dd>
      <dt>Taken for granted, or not shown</dt>
      <dd>${list(row.notShown)}</dd>
      <dt>Made again by</dt>
      <dd><code>${row.command}</code></dd>
    </dl>
    <table>
      <caption>
        Sites: a guard at a command, or a rule, and the property of the model that falls when it alone is broken.
      </caption>
      <thead>
        <tr>
          <th scope="col">Site</th>
          <th scope="col">Property</th>
          <th scope="col">What could happen then</th>
          <th scope="col">Falls when broken</th>
          <th scope="col">Kernel and model equal</th>
          <th scope="col">Replayed</th>
          <th scope="col">Counterexample</th>
        </tr>
      </thead>
      <tbody>
        ${row.sites.map(siteLine)}
      </tbody>
    </table>
    ${row.liveness.length === 0 ? "" : livenessTable(row.liveness)}
    <table>
      <caption>
        Tests: ${row.passed} passed, ${row.failed} failed, ${row.skipped} skipped, ${row.missing} missing. A positive
        test shows what is let through, a negative one what is refused.
      </caption>
      <thead>
        <tr>
          <th scope="col">Test</th>
          <th scope="col">Kind</th>
          <th scope="col">Outcome</th>
        </tr>
      </thead>
      <tbody>
        ${row.tests.map(testLine)}
      </tbody>
    </table>
  </section>`

const controlSection = ({ control, title, baseline, status }: ControlStatus, rows: readonly Row[]): Html =>
  html` <section>
    <h2 id="${control}">${control} ${title}: ${statusOf(status)}</h2>
    <p>
      Baseline: ${baseline}.
      ${
        status === "partial"
          ? "Partial is the most that is claimed of this control; what is left is said with each objective."
          : ""
      }
    </p>
    ${rows.filter((row) => row.control === control).map(rowOf)}
  </section>`

const certificateSection = (domain: string, certificate: Certificate): Html =>
  html`<h3>${domain}</h3>
    ${certificateOf(certificate)}`

type Composed = Extract<Certificate, { readonly state: "current" }>["compositions"][number]

const compositionOf = ({ name, ok, properties, states, instances, guards }: Composed): Html => {
  const done = (expected: "falls" | "stands") => {
    const rows = guards.filter((row) => row.expected === expected)
    return `${rows.filter((row) => row.ok).length} of ${rows.length}`
  }
  return html`<h4>${name}</h4>
    <p>
      Two runs of the same machine side by side, of which <code>${properties.join(", ")}</code> is said. It holds:
      ${yes(ok)}, in ${instances.filter(({ holds }) => holds).length} of ${instances.length} instances with ${states}
      states. ${done("falls")} sites bring it down when they are broken; ${done("stands")} make a difference and protect
      something else.
    </p>`
}

const certificateOf = (certificate: Certificate): Html =>
  certificate.state === "current"
    ? html`<p>
          From <code>build/verify.json</code> (SHA-256 <code>${certificate.sha256}</code>), which is of the model and
          the kernel with these digests. TLC ${certificate.toolchain.tlc}, jar
          <code>${certificate.toolchain.jar}</code>. It covers ${certificate.states} states and ${certificate.edges}
          steps: those of these instances, and nothing larger.
        </p>
        <dl>
          <dt>Model</dt>
          <dd><code>${certificate.digests.model}</code></dd>
          <dt>Library of the model</dt>
          <dd><code>${certificate.digests.library}</code></dd>
          <dt>Kernel</dt>
          <dd><code>${certificate.digests.kernel}</code></dd>
        </dl>
        <dl>
          ${certificate.bounds.map(
            ({ instance, about }) =>
              html`<dt><code>${instance}</code></dt>
                <dd>${about}</dd>`,
          )}
        </dl>
        ${certificate.compositions.map(compositionOf)}`
    : html`<p class="falls">${certificate.why}</p>`

const sourceLines = (rows: readonly Row[]): readonly Html[] => {
  const sources = new Map(rows.flatMap((row) => row.sources.map(({ path, sha256 }) => [path, sha256] as const)))
  return [...sources]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, sha256]) => {
      const used = rows.filter((row) => row.sources.some((source) => source.path === path))
      return html`<tr>
        <td><code>${path}</code></td>
        <td><code>${sha256}</code></td>
        <td>${used.map(({ objective }) => objective).join(", ")}</td>
      </tr> `
    })
}

/** The evidence as a page to read and print: it runs nothing and fetches nothing. */
export const pageOf = (evidence: Evidence): string => {
  const { generated, deployment, controls, rows, certificates } = evidence
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width" />
        <title>Interlock: evidence for NIST SP 800-53 Rev. 5</title>
        <style>
          ${{ markup: STYLE }}
        </style>
      </head>
      <body>
        <header>
          <h1>Interlock: evidence for NIST SP 800-53 Rev. 5</h1>
          <p>Made by <code>make evidence</code> at <time datetime="${generated}">${generated}</time>.</p>
        </header>
        <main>
          <section>
            <h2 id="claims">What is claimed, and for what</h2>
            <p>
              A library satisfies no control by itself. Everything on this page is claimed for one deployment, the
              reference deployment: ${deployment} Another deployment has to show for itself that it is put together in
              the same way. All that a row doesn't claim is inherited, or the customer's to provide.
            </p>
            <p>
              A row is satisfied only when every test that it names passed in the run of which this page was made,
              positive and negative ones among them, and when a certificate for the sources as they are shows of each of
              its sites that breaking it brings its property down, that kernel and model stay one graph, and that the
              counterexample was replayed on both kernels, and of each of its runs that TLC said what was expected. A
              test that is missing, skipped or failed makes the row not satisfied. A control is implemented only when
              every one of its objectives is satisfied. It is an assessor's to judge whether that is enough.
            </p>
            <table>
              <caption>
                Controls. Supplemental ones lie outside NIST Moderate and FedRAMP Class C.
              </caption>
              <thead>
                <tr>
                  <th scope="col">Control</th>
                  <th scope="col">Title</th>
                  <th scope="col">Baseline</th>
                  <th scope="col">Status</th>
                </tr>
              </thead>
              <tbody>
                ${controls.map(controlLine)}
              </tbody>
            </table>
          </section>
          ${controls.map((control) => controlSection(control, rows))}
          <section>
            <h2 id="certificates">The certificates</h2>
            ${Object.entries(certificates).map(([domain, certificate]) => certificateSection(domain, certificate))}
          </section>
          <section>
            <h2 id="sources">Sources</h2>
            <table>
              <caption>
                Guards, model and tests, with their SHA-256.
              </caption>
              <thead>
                <tr>
                  <th scope="col">Path</th>
                  <th scope="col">SHA-256</th>
                  <th scope="col">Objectives</th>
                </tr>
              </thead>
              <tbody>
                ${sourceLines(rows)}
              </tbody>
            </table>
          </section>
        </main>
      </body>
    </html> `.markup
}
