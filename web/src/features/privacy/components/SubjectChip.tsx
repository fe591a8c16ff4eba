import { X } from "lucide-react";
import { IconButton } from "@/shared/ui";
import { useSubject } from "./words";

type ChipProps = { id: string; words: (name: string) => string; clear: string; onClear: () => void };

/** Whose are shown alone. */
export function SubjectChip({ id, words, clear, onClear }: ChipProps) {
  const name = useSubject(id);
  return (
    <span className="inline-flex items-center rounded-full bg-brand-soft pl-3 text-sm text-brand-fg">
      {words(name)}
      <IconButton label={clear} onPress={onClear}>
        <X aria-hidden />
      </IconButton>
    </span>
  );
}
