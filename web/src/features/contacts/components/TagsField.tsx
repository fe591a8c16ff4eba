import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Combo } from "@/shared/ui";
import { tagsOptions } from "../api";

type Props = {
  label: string;
  value: string[];
  onChange: (tags: string[]) => void;
  /** Words that are no tags yet may be given as well. */
  fresh?: boolean;
  error?: string | null;
};

/** Tags, chosen from those that are there or new ones, one after the other. */
export function TagsField({ label, value, onChange, fresh, error }: Props) {
  const { t } = useTranslation("contacts");
  const known = useQuery(tagsOptions).data?.data ?? [];
  const [typed, setTyped] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const added = useRef(false);
  const count = value.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field begins anew with each tag, and goes on being typed into
  useEffect(() => {
    if (added.current) box.current?.querySelector<HTMLInputElement>("input")?.focus();
    added.current = false;
  }, [count]);
  const word = typed.trim();
  const free = known.filter((tag) => !value.includes(tag.name));
  const names = free.filter((tag) => tag.name.toLocaleLowerCase().includes(word.toLocaleLowerCase()));
  const makes = fresh && word !== "" && !value.includes(word) && !known.some((tag) => tag.name === word);
  return (
    <div ref={box} className="flex flex-col gap-2">
      <Combo
        key={count}
        label={label}
        placeholder={t(($) => (fresh ? $.tags.typeOrChoose : $.tags.choose))}
        value={null}
        error={error}
        onType={setTyped}
        onChange={(tag) => {
          if (!tag) return;
          added.current = true;
          setTyped("");
          onChange([...value, tag]);
        }}
        options={[
          ...names.map((tag) => ({ id: tag.name, label: tag.name })),
          ...(makes ? [{ id: word, label: t(($) => $.tags.make, { tag: word }) }] : []),
        ]}
      />
      {count > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {value.map((tag) => (
            <li key={tag} className="flex items-center rounded-full bg-surface-3 pl-2.5 text-xs text-fg-2">
              {tag}
              <button
                type="button"
                aria-label={t(($) => $.tags.remove, { tag })}
                onClick={() => onChange(value.filter((one) => one !== tag))}
                className="grid size-6 place-items-center rounded-full hover:bg-line-strong"
              >
                <X className="size-3" aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
