import { useQuery } from "@tanstack/react-query";
import { LoaderCircle, Sparkles, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { promptsOptions } from "@/shared/ai";
import { api, ok } from "@/shared/api";
import { LANGUAGES, NAMES } from "@/shared/i18n";
import { useFormat } from "@/shared/i18n/format";
import { Button, IconButton, type Item, Menu, useDeed } from "@/shared/ui";

/** What is known of a text that a model wrote; `before` is what it took the place of. */
export type Made = { before: string; unsure: boolean; sources: string[] };
type MenuProps = {
  conversationId: string;
  text: string;
  onMade: (text: string, about: Omit<Made, "before">) => void;
};

/** A reply, a shorter text, another language: always into the box, never sent by itself. */
export function AiMenu({ conversationId, text, onMade }: MenuProps) {
  const { t } = useTranslation("inbox");
  const prompts = useQuery(promptsOptions);
  const { busy, act } = useDeed();
  const plain = { unsure: false, sources: [] };
  const suggest = (promptId: string | null) =>
    act({
      run: () =>
        ok(
          api.POST("/api/v1/ai/suggest-response", {
            body: { conversation_id: conversationId, prompt_id: promptId, variables: {} },
          }),
        ),
      after: (said) =>
        onMade(said.text, {
          unsure: !said.confident,
          sources: [...new Set(said.citations.map((one) => one.title))],
        }),
    });
  const shorten = () =>
    act({
      run: () => ok(api.POST("/api/v1/ai/shorten", { body: { text } })),
      after: (said) => onMade(said.shortened, plain),
    });
  const translate = (language: (typeof LANGUAGES)[number]) =>
    act({
      run: () => ok(api.POST("/api/v1/ai/translate", { body: { text, language } })),
      after: (said) => onMade(said.translation, plain),
    });
  const disabled = !text.trim();
  // One that asks for variables has nobody here to give them.
  const ready = (prompts.data?.data ?? []).filter((one) => one.variables.length === 0).slice(0, 5);
  const items: Item[] = [
    { id: "suggest", label: t(($) => $.ai.suggest), icon: <Sparkles aria-hidden />, run: () => void suggest(null) },
    ...ready.map((one) => ({
      id: one.id,
      label: t(($) => $.ai.suggestBy, { name: one.name }),
      run: () => void suggest(one.id),
    })),
    "line",
    { id: "shorten", label: t(($) => $.ai.shorten), disabled, run: () => void shorten() },
    ...LANGUAGES.map((language) => ({
      id: language,
      label: t(($) => $.ai.translate, { language: NAMES[language] }),
      disabled,
      run: () => void translate(language),
    })),
  ];
  return (
    <>
      <Menu label={t(($) => $.ai.menu)} items={items}>
        <IconButton label={t(($) => (busy ? $.ai.thinking : $.ai.menu))} isDisabled={busy}>
          {busy ? <LoaderCircle className="animate-spin" aria-hidden /> : <Sparkles aria-hidden />}
        </IconButton>
      </Menu>
      <span role="status" className="sr-only">
        {busy && t(($) => $.ai.thinking)}
      </span>
    </>
  );
}

/** Above a text that a model wrote: that it did, what it rests on, and the way back. */
export function AiNote({ made, onUndo }: { made: Made; onUndo: () => void }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-2 border-b border-line py-1 pl-3 pr-1.5 text-xs">
      <Sparkles className="size-3.5 text-violet" aria-hidden />
      <span className="min-w-0 flex-1 break-words text-fg-2">
        {t(($) => $.ai.written)}
        {made.unsure && <b className="block font-medium text-warn">{t(($) => $.ai.unsure)}</b>}
        {made.sources.length > 0 && (
          <span className="block text-fg-3">{t(($) => $.ai.rests, { list: format.list(made.sources) })}</span>
        )}
      </span>
      <Button look="quiet" className="h-7" icon={<Undo2 aria-hidden />} onPress={onUndo}>
        {t(($) => $.ai.undo)}
      </Button>
    </div>
  );
}
