import { useTranslation } from "react-i18next";
import { Banner, Button, Dialog } from "@/shared/ui";
import type { Tried as Answer } from "../api";
import { useWords } from "./words";

/** What came of a sample. */
export function Tried({ answer, onClose }: { answer: Answer; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  const { t: common } = useTranslation();
  const words = useWords();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.tried.title)}
      actions={
        <Button size="form" look="primary" onPress={onClose}>
          {common(($) => $.close)}
        </Button>
      }
    >
      <Banner tone={answer.ok ? "brand" : "danger"}>
        {answer.ok
          ? t(($) => $.tried.ok, { status: answer.status, time: words.ms(answer.milliseconds) })
          : words.result(answer.result, answer.status)}
      </Banner>
      {answer.answer && (
        <>
          <h3 className="mt-4 mb-1 text-xs font-semibold text-fg-2">{t(($) => $.log.answer)}</h3>
          <pre tabIndex={0} className="max-h-60 overflow-auto rounded-control bg-surface-2 p-3 font-mono text-xs">
            {answer.answer}
          </pre>
        </>
      )}
    </Dialog>
  );
}
