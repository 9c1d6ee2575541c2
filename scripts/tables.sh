#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tables.sh [--check]   writes docs/threats.md and docs/rules-to-scenarios.md: what is promised (docs/*.tsv), and which
# test shows it. A scenario says so in a line `# covers: FIELD 12, PRODUCT 3, D6`, or by its name under attacks/; a Swift
# test by `THREATS D6` in it, or by its name: (D6, D7). With --check fails where a table is old or something has no test.
set -euo pipefail
cd "$(dirname "$0")/.."

perl - "${1:-}" <<'PERL'
use strict;
use warnings;
my $only_check = $ARGV[0] eq '--check';
my %by;    # id → { file → 1 }

sub slurp { my ($f) = @_; open my $h, '<:raw', $f or die "$f: $!\n"; local $/; my $s = <$h>; return defined $s ? $s : '' }
sub threats { my ($s) = @_; my @ids;    # A4, A4–A5, L1-L4
    while ($s =~ /\b([A-LS])(\d{1,2})(?:\s*(?:–|-|\xe2\x80\x93)\s*(?:\1)(\d{1,2}))?\b/g) { push @ids, map { "$1$_" } $2 .. ($3 // $2) }
    return @ids }

for my $file (sort grep { -f } split /\0/, `git ls-files -z --cached --others --exclude-standard Tests`) {
    next unless $file =~ /\.(?:scenario|swift)$/;
    my $text = slurp($file);
    my @ids;
    if ($file =~ /\.scenario$/) {
        push @ids, threats($1) if $file =~ m{/attacks/([A-LS]\d{1,2})\b};
        while ($text =~ /^#\s*covers:?\s*(.*)$/mig) {
            my $line = $1;
            $line =~ s/\bFIELD\b/rule/g;
            $line =~ s/\bPRODUCT\b/promise/g;
            while ($line =~ /\b(rules?|promises?)\s+((?:\d+(?:\s*(?:,|and|–|-)\s*)?)+)/ig) {
                my ($kind, $numbers) = (lc $1, $2);
                $kind =~ s/s$//;
                push @ids, map { "$kind $_" } $numbers =~ /\d+/g;
            }
            $line =~ s/\b(?:rules?|promises?)\s+[\d, and–-]+//ig;
            push @ids, threats($line);
        }
    } else {
        push @ids, threats($1) while $text =~ /THREATS(?:\.md)?\s+((?:[A-LS]\d{1,2}(?:\s*(?:,|and|–|-)\s*)?)+)/g;
        push @ids, map { lc } "$1 $2" while $text =~ /\b(rule|promise) (\d+)\b/g;
        push @ids, threats($1) while $text =~ /func `[^`\n]*\(((?:[A-LS]\d{1,2}(?:, )?)+)\)`/g;
    }
    $by{$_}{$file} = 1 for @ids;
}

sub shown {
    my ($id, $none) = @_;
    my @files = sort keys %{ $by{$id} || {} };
    my $more = @files > 6 ? ' and ' . (@files - 6) . ' more' : '';
    splice @files, 6 if @files > 6;
    return @files ? join(', ', map { my $short = $_; $short =~ s{^Tests/}{}; "[`$short`](../$_)" } @files) . $more : $none;
}

my @missing;
sub table {
    my ($list, @head) = @_;
    my ($rows, $with, $all) = ('', 0, 0);
    for (split /\n/, slurp($list)) {
        next if /^\s*(?:#|$)/;
        my ($id, @rest) = split /\t/;
        $all++;
        if ($by{$id}) { $with++ } else { push @missing, "$list: $id has no test" }
        $rows .= join(' | ', '| ' . $id, @rest, shown($id, '–')) . " |\n";
    }
    return join(' | ', '| ' . $head[0], @head[ 1 .. $#head ]) . " |\n" . ('|---' x @head) . "|\n" . $rows . "\n$with of $all have a test. Every test runs in `make test`; a red one lands nowhere.\n";
}

my %pages = (
    'docs/threats.md' => "# Who attacks a room through its host, and which test answers\n\n"
        . "The cheapest attack is not to break her but to use her: to have her punish a rival, repeat an advert, close a room, or\n"
        . "look away. These are the attacks this version answers. Made by `scripts/tables.sh` from `docs/threats.tsv`.\n\n"
        . table('docs/threats.tsv', 'id', 'threat', 'what holds', 'shown by'),
    'docs/rules-to-scenarios.md' => "# What is promised, and which scenario shows it\n\n"
        . "Made by `scripts/tables.sh` from `docs/rules.tsv` and what the tests say they cover.\n\n"
        . table('docs/rules.tsv', 'id', 'in a sentence', 'shown by'),
);
my $old = 0;
for my $page (sort keys %pages) {
    my $now = -e $page ? slurp($page) : '';
    next if $now eq $pages{$page};
    if ($only_check) { print STDERR "$page is old: scripts/tables.sh brings it up to date\n"; $old = 1; next }
    open my $h, '>:raw', $page or die "$page: $!\n"; print $h $pages{$page}; close $h;
}
print STDERR "$_\n" for @missing;
exit($only_check && ($old || @missing) ? 1 : 0);
PERL
