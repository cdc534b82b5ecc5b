import type { FileReport } from './file-report.ts';

const LEVEL = { error: 'error', warning: 'warning', hint: 'note' } as const;

/** The problems as SARIF 2.1.0, which code hosts show beside a change. */
export function sarif(reports: FileReport[]) {
  const codes = [...new Set(reports.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'plumbline', rules: codes.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: reports.flatMap(({ path, diagnostics }) =>
          diagnostics.map(({ code, severity, message, line, column }) => ({
            ruleId: code,
            level: LEVEL[severity],
            message: { text: message },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: path.replaceAll('\\', '/') },
                  region: { startLine: line, startColumn: column },
                },
              },
            ],
          })),
        ),
      },
    ],
  };
}
