#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# reference.sh [PROGRAM] [man|md]   writes bot.conf(5), or a page of all settings, from `geoffrin schema`: each setting
# describes itself once, in the source beside the code that uses it.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-.build/debug/geoffrin}
form=${2:-man}

schema=$(mktemp)
trap 'rm -f "$schema"' EXIT
"$program" schema >"$schema"

perl - "$schema" "$form" docs/man/bot.conf.5.in <<'PERL'
use strict;
use warnings;
use JSON::PP;
binmode STDOUT, ':encoding(UTF-8)';
my ($file, $form, $page) = @ARGV;

sub slurp { my ($f) = @_; open my $h, '<:raw', $f or die "$f: $!\n"; local $/; my $s = <$h>; return $s }
my $schema = JSON::PP->new->utf8->decode(slurp($file));
my @rows;    # path, kind, default, bounds, sentence

sub resolve {
    my ($node) = @_;
    my $seen = 0;
    while (ref $node eq 'HASH' && $node->{'$ref'} && $seen++ < 16) {
        my $at = $schema;
        for my $step (split m{/}, substr $node->{'$ref'}, 2) { $step =~ s/~1/\//g; $step =~ s/~0/~/g; $at = $at->{$step} }
        $node = { %$at, map { $_ => $node->{$_} } grep { $_ ne '$ref' } keys %$node };
    }
    return $node;
}
sub text { my ($v) = @_; return ref $v ? JSON::PP->new->canonical->allow_nonref->encode($v) : JSON::PP::is_bool($v) ? ($v ? 'true' : 'false') : $v }
sub kind {
    my ($n) = @_;
    return join ' or ', map { text($_) } @{ $n->{enum} } if $n->{enum};
    return join ' or ', map { kind(resolve($_)) } @{ $n->{oneOf} || $n->{anyOf} } if $n->{oneOf} || $n->{anyOf};
    my $t = $n->{'x-type'} || $n->{type} || 'value';
    $t = join ' or ', @$t if ref $t;
    $t = 'list of ' . kind(resolve($n->{items})) if $t eq 'array' && ref $n->{items} eq 'HASH';
    $t =~ s/^string$/text/; $t =~ s/list of string/list of texts/; $t =~ s/^integer$/whole number/;
    $t =~ s/^boolean$/true or false/; $t =~ s/^object$/table/;
    $t .= " in $n->{'x-unit'}" if $n->{'x-unit'};
    return $t;
}
sub bounds {
    my ($n) = @_;
    my ($low, $high) = map { defined $n->{"x-$_"} ? $n->{"x-$_"} : $n->{$_} } qw(minimum maximum);
    return defined $low && defined $high ? "$low to $high" : defined $low ? "at least $low" : defined $high ? "at most $high"
        : defined $n->{maxLength} ? "at most $n->{maxLength} characters" : defined $n->{maxItems} ? "at most $n->{maxItems}" : '';
}
sub walk {
    my ($node, $path) = @_;
    $node = resolve($node);
    my $inside = $node->{properties} || {};
    my $named = ref $node->{additionalProperties} eq 'HASH' ? $node->{additionalProperties} : undef;
    my ($pattern) = values %{ $node->{patternProperties} || {} };
    $named ||= $pattern;
    my $items = ref $node->{items} eq 'HASH' ? resolve($node->{items}) : undef;
    if (%$inside || $named) {
        push @rows, [ $path, 'table', '', '', $node->{description} || '' ] if length $path && $node->{description};
        walk($inside->{$_}, length $path ? "$path.$_" : $_) for sort {
            my ($x, $y) = map { resolve($inside->{$_})->{'x-order'} // 1e9 } $a, $b; $x <=> $y || $a cmp $b } keys %$inside;
        walk($named, length $path ? "$path.NAME" : 'NAME') if $named;
    } elsif ($items && ($items->{properties} || ($items->{type} || '') eq 'object')) {
        push @rows, [ "[$path]", 'table, may be repeated', '', '', $node->{description} || '' ] if $node->{description};
        walk($items, "[$path]");
    } else {
        push @rows, [ $path, kind($node), defined $node->{default} ? text($node->{default}) : '', bounds($node), $node->{description} || '' ];
    }
}
walk($schema, '');
# What may stand at the top may stand in a community and a room as well: said once.
my %top = map { $_->[0] => 1 } @rows;
@rows = grep { !($_->[0] =~ /^(?:community|room)\.NAME\.(.+)/ && ($top{$1} || $top{"[$1]"})) && $_->[0] !~ /^\[(?:community|room)\.NAME\./ } @rows;
# Keys of the top first, as in the file.
@rows = sort { ($a->[0] =~ /[.\[]/ ? 1 : 0) <=> ($b->[0] =~ /[.\[]/ ? 1 : 0) } @rows;

if ($form eq 'md') {
    print "# Every setting of bot.conf\n\nMade by scripts/reference.sh from what the program says of itself.\n\n";
    print "| setting | is | default | bounds | |\n|---|---|---|---|---|\n";
    for (@rows) { my @c = @$_; s/\|/\\|/g for @c; print "| `$c[0]` | $c[1] | ", (length $c[2] ? "`$c[2]`" : ''), " | $c[3] | $c[4] |\n" }
    exit;
}
sub roff { my ($s) = @_; $s =~ s/\\/\\e/g; $s =~ s/"/\\(dq/g; $s =~ s/^([.'])/\\&$1/mg; return $s }
for (split /^/m, slurp($page)) {
    utf8::decode($_);
    if (!/\@settings\@/) { print; next }
    print ".Bl -tag -width Ds\n";
    for (@rows) {
        my ($path, $kind, $default, $bounds, $what) = map { roff($_) } @$_;
        my $facts = join '; ', grep { length } ($what =~ /Expected:/ ? () : ($kind, $bounds)), length $default ? "default $default" : '';
        print ".It Ic \"$path\"\n";
        print "$what\n" if length $what;
        print ".br\n($facts)\n" if length $facts && $kind !~ /^table/;
    }
    print ".El\n";
}
PERL
