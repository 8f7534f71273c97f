import Markdown, { type Components } from "react-markdown";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { type ProseBlock, proseBlocks } from "./prose-blocks.ts";

/** Our own Markdown, such as a check's README. Raw HTML in it is not rendered; its first heading is the page's title and left out. */
export function Prose({ text }: { text: string }) {
  return (
    <div className="max-w-2xl [&>*:first-child]:mt-0">
      {proseBlocks(text.replace(/^# .*\n+/, "")).map((block) =>
        block.kind === "text" ? (
          <Markdown key={block.text} components={PARTS} skipHtml>
            {block.text}
          </Markdown>
        ) : (
          <ProseTable key={block.head.join()} table={block} />
        ),
      )}
    </div>
  );
}

function ProseTable({ table: { head, rows } }: { table: Extract<ProseBlock, { kind: "table" }> }) {
  return (
    <div className="my-3 overflow-hidden rounded-md border text-sm">
      <Table label={head.join(", ")}>
        <TableHead>
          <tr>
            {head.map((cell) => (
              <HeadCell key={cell}>{cell}</HeadCell>
            ))}
          </tr>
        </TableHead>
        <tbody>
          {rows.map((cells) => (
            <Row key={cells.join()}>
              {head.map((column, at) => (
                <Cell key={column} className="align-top">
                  <Markdown components={CELL_PARTS} skipHtml>
                    {cells[at] ?? ""}
                  </Markdown>
                </Cell>
              ))}
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

const PARTS: Components = {
  h2: ({ children }) => <h2 className="mt-6 mb-1.5 font-semibold">{children}</h2>,
  h3: ({ children }) => <h3 className="mt-4 mb-1 font-semibold">{children}</h3>,
  p: ({ children }) => <p className="my-2">{children}</p>,
  ul: ({ children }) => <ul className="my-2 list-disc pl-5 [&>li]:my-1">{children}</ul>,
  ol: ({ children }) => <ol className="my-2 list-decimal pl-5 [&>li]:my-1">{children}</ol>,
  a: ({ href, children }) => (
    <a
      className="link [overflow-wrap:anywhere]"
      href={href}
      rel="noreferrer"
      target={href?.startsWith("/") ? undefined : "_blank"}
    >
      {children}
    </a>
  ),
  code: ({ children }) => <code className="mono rounded-sm bg-sunken px-1">{children}</code>,
  pre: ({ node }) => {
    const code = node?.children[0];
    const content = code && "children" in code ? code.children[0] : undefined;
    return (
      <CodeBlock
        kind="text"
        className="my-3"
        code={content && "value" in content ? content.value.trimEnd() : ""}
      />
    );
  },
};

const CELL_PARTS: Components = { ...PARTS, p: ({ children }) => children };
