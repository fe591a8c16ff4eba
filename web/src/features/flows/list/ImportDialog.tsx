import { useMutation } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { FileTrigger } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { keys, queryClient, type Schema } from "@/shared/api";
import { Button, Dialog, Field, useErrors } from "@/shared/ui";
import { flowDeeds } from "../api";

/** A flow out of a file: of ours, of Typebot, of RapidPro; says what did not come over as it was. */
export function ImportDialog({ onClose, onOpen }: { onClose: () => void; onOpen: (id: string) => void }) {
  const { t } = useTranslation("flows");
  const { t: common } = useTranslation();
  const [text, setText] = useState("");
  const [file, setFile] = useState("");
  const { errors, take, clear } = useErrors(["document", "nodes", "name"]);
  const [made, setMade] = useState<Schema<"FlowImportedOut"> | null>(null);
  const run = useMutation({
    mutationFn: () => flowDeeds.bringIn(text),
    onMutate: () => clear(),
    onSuccess: (imported) => {
      void queryClient.invalidateQueries({ queryKey: keys.flows() });
      if (imported.notes.length === 0) onOpen(imported.flow.id);
      else setMade(imported);
    },
    onError: take,
  });
  if (made)
    return (
      <Dialog
        open
        wide
        onClose={onClose}
        title={t(($) => $.imported.done, { name: made.flow.name })}
        actions={
          <Button size="form" look="primary" onPress={() => onOpen(made.flow.id)}>
            {t(($) => $.imported.open)}
          </Button>
        }
      >
        <h3 className="mb-2 text-sm font-semibold text-fg">{t(($) => $.imported.notes)}</h3>
        <ul className="list-disc pl-5">
          {made.notes.map((note) => (
            <li key={note.code + note.where}>
              {note.message} {note.where && <code className="font-mono text-xs text-fg-3">{note.where}</code>}
            </li>
          ))}
        </ul>
      </Dialog>
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.imported.title)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button
            size="form"
            look="primary"
            isDisabled={!text.trim()}
            busy={run.isPending}
            onPress={() => run.mutate()}
          >
            {t(($) => $.imported.run)}
          </Button>
        </>
      }
    >
      <p className="mb-3">{t(($) => $.imported.hint)}</p>
      <div className="flex items-center gap-3">
        <FileTrigger
          acceptedFileTypes={[".json", ".yaml", ".yml"]}
          onSelect={(files) => {
            const chosen = files?.[0];
            if (!chosen) return;
            setFile(chosen.name);
            void chosen.text().then(setText);
          }}
        >
          <Button icon={<FileUp aria-hidden />}>{t(($) => $.imported.choose)}</Button>
        </FileTrigger>
        <span className="truncate text-sm text-fg-2">{file}</span>
      </div>
      <Field
        className="mt-4"
        label={t(($) => $.imported.text)}
        rows={8}
        mono
        value={text}
        onChange={setText}
        error={errors.document ?? errors.nodes ?? errors.name}
      />
    </Dialog>
  );
}
